//! [`run`]: a victim, from its start to its end.

use std::io::Write as _;
use std::time::Duration;

use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::inbox::{PostgresInbox, SqliteInbox, WorkerSettings};
use cronofy_hooks::{BoxError, Handlers, Hooks, Inbox, handlers};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, PgConnection};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use super::careless::CarelessInbox;
use super::handlers::{change, note, postgres, sqlite};
use super::settings::{StoreLocation, VictimSettings};
use super::state::VictimState;
use crate::marked::secrets;

/// What handlers write.
const EFFECT: &str = "CREATE TABLE IF NOT EXISTS effect (marker BIGINT, place BIGINT, process BIGINT)";
/// Longer than any handler that ends.
const TIMEOUT: Duration = Duration::from_millis(400);
/// Every process that is killed may have leased the same job.
const RETRIES: u32 = 1_000_000;

/// Serves until the input ends.
///
/// # Errors
/// When it cannot start.
pub async fn run(settings: VictimSettings) -> Result<(), BoxError> {
    let subscriber = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false);
    subscriber.with_max_level(tracing_subscriber::filter::LevelFilter::WARN).init();
    let state = VictimState::new(&settings);
    match &settings.store {
        StoreLocation::Sqlite(path) => {
            let inbox = SqliteInbox::open(path).await?;
            let connection = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(5));
            connection.connect().await?.execute(EFFECT).await?;
            serve(&settings, state, inbox, handlers![sqlite::effect, note, change, ..]).await
        }
        StoreLocation::Postgres(url) => {
            let inbox = PostgresInbox::from_url(url).await?;
            // One after the other: of several that create it at once, all but one fail.
            let mut connection = PgConnection::connect(url).await?;
            connection.execute("SELECT pg_advisory_lock(5275034)").await?;
            connection.execute(EFFECT).await?;
            connection.close().await?;
            serve(&settings, state, inbox, handlers![postgres::effect, note, change, ..]).await
        }
        StoreLocation::Careless(path) => {
            serve(&settings, state, CarelessInbox::open(path).await?, handlers![note, change, ..]).await
        }
    }
}

async fn serve<N: ProvidedBy<VictimState>>(
    settings: &VictimSettings,
    state: VictimState,
    inbox: impl Inbox,
    handlers: Handlers<N>,
) -> Result<(), BoxError> {
    let VictimSettings { lease, works, clock, .. } = *settings;
    let worker = WorkerSettings::default().lease(lease).timeout(TIMEOUT + settings.pause).retries(RETRIES);
    let worker = worker.backoff(Duration::from_millis(5), Duration::from_millis(40));
    let hooks = Hooks::new(secrets()).handlers(handlers).state(state).clock(move || clock.time());
    let hooks = hooks.inbox(inbox).worker(worker).health("/health");
    let (router, worker) = if works {
        let (router, worker) = hooks.into_router_and_worker()?;
        (router, Some(worker))
    } else {
        (hooks.worker_elsewhere().into_router()?, None)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut output = std::io::stdout();
    writeln!(output, "http://{}", listener.local_addr()?)?;
    output.flush()?;
    axum::serve(listener, router).with_graceful_shutdown(end_of_input()).await?;
    if let Some(worker) = worker {
        worker.shutdown().await;
    }
    Ok(())
}

/// Returns when the harness closes the input, or has ended.
async fn end_of_input() {
    let mut input = tokio::io::stdin();
    while matches!(input.read(&mut [0]).await, Ok(1)) {}
}

//! The commands of the application: each opens the same inbox, in the same database.

use std::future::pending;
use std::process::ExitCode;

use axum::Router;
use cronofy_hooks::inbox::{PostgresInbox, ShutdownReport};
use cronofy_hooks::{Hooks, Secrets};
use cronofy_hooks_cli::Io;
use cronofy_hooks_cli::inbox::{InboxCommand, connect};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use crate::app::{App, database, hooks, settings};
use crate::{BoxError, line};

/// What `serve` says before its address.
pub(crate) const LISTENING: &str = "listening on ";

/// Receives, and handles what any process has received: `POST /cronofy`, `GET /cronofy/inbox/health`.
pub(crate) async fn serve(until_input_ends: bool) -> Result<ExitCode, BoxError> {
    let secrets = Secrets::from_env("CRONOFY_CLIENT_SECRET")?;
    let (app, inbox) = open().await?;
    let receiving = Hooks::new(secrets).inbox(inbox).worker(settings()).health("/inbox/health");
    let (router, worker) = hooks(receiving, app).into_router_and_worker()?;
    let router = Router::new().nest("/cronofy", router);

    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(&address).await;
    let listener = listener.map_err(|error| format!("cannot listen on {address}: {error}; set ADDR"))?;
    line::print(format_args!("{LISTENING}http://{}/cronofy", listener.local_addr()?));
    // Stops at Ctrl-C and SIGTERM, and the worker after the server.
    let mut serve = cronofy_hooks::serve(listener, router).worker(worker);
    if until_input_ends {
        serve = serve.with_graceful_shutdown(stop_signal(true));
    }
    serve.await?.worker.into_iter().for_each(stopped);
    Ok(ExitCode::SUCCESS)
}

/// Handles what any process has received.
pub(crate) async fn worker() -> Result<ExitCode, BoxError> {
    let stop = stop_signal(false);
    let (app, inbox) = open().await?;
    let worker = hooks(Hooks::worker_only(inbox).worker(settings()), app).into_worker()?;
    line::print("working");
    stopped(worker.run_until(stop).await);
    Ok(ExitCode::SUCCESS)
}

/// Looks into the inbox and changes it; `replay --dry-run` runs the handlers of this application.
pub(crate) async fn inbox(command: InboxCommand) -> Result<ExitCode, BoxError> {
    let url = database::url()?;
    let inbox = connect(&url).await?;
    let pool = database::connect(&url).await?;
    let worker = hooks(Hooks::worker_only(inbox.clone()).worker(settings()), App::dry_run(pool)).into_worker()?;
    Ok(command.run(&inbox, Some(&worker), &mut Io::standard()).await.into())
}

async fn open() -> Result<(App, PostgresInbox), BoxError> {
    let pool = database::connect(&database::url()?).await?;
    database::prepare(&pool).await?;
    let inbox = PostgresInbox::open(pool.clone()).await?;
    let name = std::env::var("NAME").unwrap_or_else(|_| std::process::id().to_string());
    Ok((App::new(name, pool), inbox))
}

fn stopped(stopped: ShutdownReport) {
    if stopped.given_back > 0 {
        line::print(format_args!("stopped; {} not finished, and left to other processes", stopped.given_back));
    }
}

/// Ready at Ctrl-C and SIGTERM, and if wanted when standard input ends. Nothing is missed between
/// this call and the first wait.
pub(crate) fn stop_signal(or_input_ends: bool) -> impl Future<Output = ()> + Send + 'static {
    let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    let received = |signal: std::io::Result<tokio::signal::unix::Signal>| async {
        match signal {
            Ok(mut signal) => drop(signal.recv().await),
            // Without the signal there is no other way to stop but to be killed.
            Err(_) => pending().await,
        }
    };
    let input_ends = or_input_ends.then(input_ends);
    async move {
        let input_ends = async {
            match input_ends {
                Some(ends) => drop(ends.await),
                None => pending().await,
            }
        };
        tokio::select! {
            () = received(interrupt) => {}
            () = received(terminate) => {}
            () = input_ends => {}
        }
    }
}

/// A thread of its own: a runtime would wait for it before it ends.
fn input_ends() -> oneshot::Receiver<()> {
    let (ends, ended) = oneshot::channel();
    std::thread::spawn(move || {
        // Ignore errors: any end of the input counts.
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        drop(ends);
    });
    ended
}

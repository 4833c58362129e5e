//! Failures of a PostgreSQL server.

mod by_hand;
mod connections;
mod full;
mod locked;
mod outage;
mod pool;
mod rows;
mod servers;
mod settings;
mod transactions;
mod upgrades;
mod versions;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use cronofy_hooks::inbox::PostgresInbox;
use cronofy_hooks_postgres_server::Server;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection, PgPool};

use super::wait::eventually;

/// For tests that do nothing to the server itself.
static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

/// A database of its own.
struct TestDatabase(String);

impl TestDatabase {
    async fn new() -> Self {
        Self(blocking(|| SERVER.create_database()).await)
    }

    /// A pool that does not wait long for a connection.
    fn pool(&self) -> PgPool {
        self.pool_of("postgres")
    }

    /// A pool of another user.
    fn pool_of(&self, user: &str) -> PgPool {
        let options: PgConnectOptions = self.0.parse().unwrap();
        pool_options().connect_lazy_with(options.username(user))
    }

    async fn open(&self) -> PostgresInbox {
        opened(self.pool()).await
    }

    /// A connection that is neither the inbox's nor the application's.
    async fn connect(&self) -> PgConnection {
        self.0.parse::<PgConnectOptions>().unwrap().application_name("other").connect().await.unwrap()
    }
}

/// The URL of a new database.
pub(super) async fn new_database() -> String {
    TestDatabase::new().await.0
}

fn pool_options() -> PgPoolOptions {
    PgPoolOptions::new().max_connections(8).acquire_timeout(Duration::from_secs(1))
}

/// Opens an inbox, and waits while a busy server takes long for the first connection of its pool.
async fn opened(pool: PgPool) -> PostgresInbox {
    eventually("the inbox opens", async || PostgresInbox::open(pool.clone()).await.ok()).await
}

/// Why an inbox does not open: kind and message.
async fn refusal(pool: PgPool) -> String {
    let error = PostgresInbox::open(pool).await.expect_err("it cannot be opened");
    format!("{:?}: {error}", error.kind())
}

async fn execute(connection: &mut PgConnection, sql: impl Into<String>) {
    let sql = sql.into();
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(connection).await {
        panic!("{sql}: {error}");
    }
}

/// Ends every connection to the database except those of [`TestDatabase::connect`]. Returns how many
/// there were.
async fn end_connections(other: &mut PgConnection) -> i64 {
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name <> 'other'";
    sqlx::query_scalar(sql).fetch_one(other).await.unwrap()
}

/// Runs a blocking function while the application goes on.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

async fn on(server: &Arc<Server>, work: impl FnOnce(&Server) + Send + 'static) {
    let server = Arc::clone(server);
    blocking(move || work(&server)).await;
}

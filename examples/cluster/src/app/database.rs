//! The application's own tables, in the same database as the inbox.

use sqlx::postgres::PgPoolOptions;
use sqlx::{PgExecutor, PgPool};

use crate::BoxError;

/// How many handlers run at once in one process.
pub(super) const HANDLERS: usize = 4;

/// Each handler has one for its transaction, and `sync_calendar` a second one; with fewer, handlers
/// would wait for each other. One is for the inbox to look through; the two that it writes and
/// listens with the pool does not count.
const CONNECTIONS: u32 = 2 * HANDLERS as u32 + 1;

/// `effect` has no unique constraint on purpose: what is handled twice would be seen.
const TABLES: &str = "
    BEGIN;
    -- Processes that start at the same time wait for each other.
    SELECT pg_advisory_xact_lock(5275033);
    CREATE SCHEMA IF NOT EXISTS cluster;
    CREATE TABLE IF NOT EXISTS cluster.effect (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        subject text NOT NULL,
        handler text NOT NULL,
        process text NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE IF NOT EXISTS cluster.tried (subject text PRIMARY KEY);
    COMMIT;
";

/// The database that `DATABASE_URL` names.
pub(crate) fn url() -> Result<String, BoxError> {
    std::env::var("DATABASE_URL")
        .map_err(|_| "set DATABASE_URL to the database of the application: postgres://user@host/database".into())
}

/// The pool of a process.
pub(crate) async fn connect(url: &str) -> Result<PgPool, BoxError> {
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect(url).await;
    // The error does not contain the URL, which may have a password.
    pool.map_err(|error| format!("cannot connect to the database of DATABASE_URL: {error}").into())
}

/// Makes the tables that are not there.
pub(crate) async fn prepare(pool: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(TABLES).execute(pool).await.map(drop)
}

/// What a handler leaves behind: a row that says who did what.
pub(super) async fn insert(
    transaction: impl PgExecutor<'_>,
    subject: &str,
    handler: &str,
    process: &str,
) -> Result<(), sqlx::Error> {
    let insert = sqlx::query("INSERT INTO cluster.effect (subject, handler, process) VALUES ($1, $2, $3)");
    insert.bind(subject).bind(handler).bind(process).execute(transaction).await.map(drop)
}

/// Whether this is the first try. Not in the transaction of the handler, which is rolled back when
/// the handler fails.
pub(super) async fn is_first_try(pool: &PgPool, subject: &str) -> Result<bool, sqlx::Error> {
    let insert = sqlx::query("INSERT INTO cluster.tried (subject) VALUES ($1) ON CONFLICT DO NOTHING");
    Ok(insert.bind(subject).execute(pool).await?.rows_affected() == 1)
}

//! [`PostgresEngine`]: the parts of an open inbox, apart from the batcher.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32};

use sqlx::{PgConnection, PgPool, Row};
use tokio::task::AbortHandle;

use super::raw_sql::last_row;
use super::schema::Schema;
use super::statements::Statements;
use crate::inbox::engine::shared::EngineClock;

#[derive(Debug)]
pub(crate) struct PostgresEngine {
    pub(super) pool: PgPool,
    /// The inbox made the pool, and closes it.
    pub(super) is_own_pool: bool,
    pub(super) schema: Schema,
    pub(super) statements: Statements,
    pub(super) clock: EngineClock,
    /// The server's process of the session that writes. Its notifications are for other processes.
    pub(super) process: AtomicU32,
    pub(super) is_closed: AtomicBool,
    pub(super) listening: OnceLock<AbortHandle>,
}

impl PostgresEngine {
    /// Waits, inside a transaction, until no other process leases, updates or changes jobs; then returns the
    /// time. Other machines may be waiting for the same lock, so the rest of the transaction is short.
    /// `before` is SQL that is executed first.
    pub(super) async fn take_queue_lock(&self, connection: &mut PgConnection, before: &str) -> sqlx::Result<i64> {
        let sql = format!("{before}; {}", self.statements.queue_lock);
        let row = last_row(connection, sql).await?;
        // A given clock is read after the wait, as the time of the database is.
        self.clock.given().map_or_else(|| row.try_get(0), Ok)
    }
}

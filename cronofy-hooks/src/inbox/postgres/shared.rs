//! [`Shared`]: what all parts of an inbox have in common.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, PgConnection, PgPool, Row, raw_sql};

use super::super::error::InboxError;
use super::schema::{Schema, Statements};
use super::time::Clock;

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) pool: PgPool,
    /// Nobody else has the pool: it is closed with the inbox.
    pub(super) is_own_pool: bool,
    pub(super) schema: Schema,
    pub(super) statements: Statements,
    pub(super) clock: Clock,
    /// The process of the server behind the task that writes: it wakes the others, not us.
    pub(super) process: AtomicU32,
    pub(super) closed: AtomicBool,
}

impl Shared {
    pub(super) fn check_open(&self) -> Result<(), InboxError> {
        if self.closed.load(Ordering::Relaxed) { Err(InboxError::closed()) } else { Ok(()) }
    }

    /// Inside a transaction, waits until nobody else leases, updates or changes, and says what time
    /// it is then. Statements before `SELECT` can be given. Other machines may be waiting: what
    /// follows is short.
    pub(super) async fn take_queue_lock(&self, connection: &mut PgConnection, before: &str) -> sqlx::Result<i64> {
        let sql = format!("{before}; {}", self.statements.queue_lock);
        let row = last_row(connection, sql).await?;
        // A time that was given is looked at after the wait, as is that of the database.
        self.clock.now().map_or_else(|| row.try_get(0), Ok)
    }
}

/// Executes statements, which have no values in them, and returns the last row of the last one.
pub(super) async fn last_row(connection: &mut PgConnection, sql: String) -> sqlx::Result<sqlx::postgres::PgRow> {
    let rows = raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await?;
    rows.into_iter().next_back().ok_or(sqlx::Error::RowNotFound)
}

/// Executes statements, which have no values in them.
pub(super) async fn execute(connection: &mut PgConnection, sql: impl Into<String>) -> sqlx::Result<()> {
    raw_sql(AssertSqlSafe(sql.into())).execute(connection).await.map(drop)
}

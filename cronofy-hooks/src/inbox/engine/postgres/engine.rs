//! [`PostgresEngine`]: the parts of an open inbox, apart from the batcher.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use sqlx::{PgConnection, PgPool, Row};
use tokio::task::AbortHandle;

use super::raw_sql::last_row;
use super::schema::Schema;
use super::statements::Statements;
use super::transaction::PostgresTransaction;
use super::{apply, prune, query};
use crate::inbox::admin::{JobAction, JobFilter, JobRecord, JobState, Retention, Statistics, StoredDelivery};
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{Engine, EngineClock};
use crate::inbox::error::InboxError;
use crate::inbox::job_id::JobId;

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

impl Engine for PostgresEngine {
    type Database = sqlx::Postgres;
    type Transaction = PostgresTransaction;

    /// None: the queue lock has a queue, so other processes get it between two steps.
    const LONGEST_REST: Duration = Duration::ZERO;

    fn check_open(&self) -> Result<(), InboxError> {
        if self.is_closed.load(Ordering::Relaxed) { Err(InboxError::closed()) } else { Ok(()) }
    }

    async fn list(&self, filter: &JobFilter) -> Result<Vec<JobRecord>, InboxError> {
        query::list(self, filter).await
    }

    async fn ids(&self, filter: &JobFilter, states: &[JobState]) -> Result<Vec<JobId>, InboxError> {
        query::ids(self, filter, states).await
    }

    async fn show(&self, delivery: i64) -> Result<Option<StoredDelivery>, InboxError> {
        query::show(self, delivery).await
    }

    async fn statistics(&self) -> Result<Statistics, InboxError> {
        query::statistics(self).await
    }

    async fn apply_step(&self, action: JobAction, step: &JobFilter, states: &[JobState]) -> Result<u64, InboxError> {
        apply::apply_step(self, action, step, states).await
    }

    async fn prune(&self, retention: Retention) -> Result<u64, InboxError> {
        prune::prune(self, retention).await
    }

    async fn begin(&self) -> Result<PostgresTransaction, InboxError> {
        PostgresTransaction::begin(self).await
    }

    async fn commit(&self, transaction: PostgresTransaction, update: FencedUpdate) -> Result<bool, InboxError> {
        transaction.complete(self, update).await
    }

    async fn roll_back(&self, transaction: PostgresTransaction) -> Result<(), InboxError> {
        transaction.roll_back().await
    }

    fn stop(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
        if let Some(listening) = self.listening.get() {
            listening.abort();
        }
    }

    async fn release(&self) {
        if self.is_own_pool {
            self.pool.close().await;
        }
    }
}

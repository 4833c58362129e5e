//! [`SqliteEngine`]: the parts of an open inbox, apart from the batcher.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::lock::StoreLock;
use super::read_connection::ReadConnection;
use super::transaction::{SqliteTransaction, Transactions};
use super::write_transaction::WriteConnection;
use super::{apply, prune, query};
use crate::inbox::admin::{JobAction, JobFilter, JobRecord, JobState, Retention, Statistics, StoredDelivery};
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{Engine, EngineClock};
use crate::inbox::error::InboxError;
use crate::inbox::job_id::JobId;

pub(crate) struct SqliteEngine {
    pub(super) file: PathBuf,
    pub(super) write: WriteConnection,
    pub(super) read: ReadConnection,
    pub(super) transactions: Transactions,
    pub(super) clock: EngineClock,
    pub(super) lock: StoreLock,
}

impl SqliteEngine {
    /// Makes all connections now, and not when each is first needed: a connection that is made while the
    /// database is replaced would find the index of another log.
    pub(super) async fn connect(&self) -> Result<(), InboxError> {
        self.transactions.connect().await?;
        self.read.connect().await
    }
}

/// After the inbox is closed, each connection fails by itself.
impl Engine for SqliteEngine {
    type Database = sqlx::Sqlite;
    type Transaction = SqliteTransaction;

    /// The lock of the file has no queue: another process that waits for it only looks now and then
    /// whether it is free.
    const LONGEST_REST: Duration = Duration::from_millis(200);

    async fn list(&self, filter: &JobFilter) -> Result<Vec<JobRecord>, InboxError> {
        query::list(&self.read, filter, self.clock.given_or_system()).await
    }

    /// On the connection that reads: writers do not wait for it, however long it takes.
    async fn ids(&self, filter: &JobFilter, states: &[JobState]) -> Result<Vec<JobId>, InboxError> {
        query::ids(&self.read, filter, states, self.clock.given_or_system()).await
    }

    async fn show(&self, delivery: i64) -> Result<Option<StoredDelivery>, InboxError> {
        query::show(&self.read, delivery, self.clock.given_or_system()).await
    }

    async fn statistics(&self) -> Result<Statistics, InboxError> {
        query::statistics(&self.read, self.clock.given_or_system()).await
    }

    async fn apply_step(&self, action: JobAction, step: &JobFilter, states: &[JobState]) -> Result<u64, InboxError> {
        apply::apply_step(self, action, step, states).await
    }

    async fn prune(&self, retention: Retention) -> Result<u64, InboxError> {
        prune::prune(self, retention).await
    }

    async fn begin(&self) -> Result<SqliteTransaction, InboxError> {
        self.transactions.begin().await
    }

    async fn commit(&self, transaction: SqliteTransaction, update: FencedUpdate) -> Result<bool, InboxError> {
        self.transactions.commit(transaction, &self.clock, update).await
    }

    async fn roll_back(&self, transaction: SqliteTransaction) -> Result<(), InboxError> {
        self.transactions.roll_back(transaction).await
    }
}

impl fmt::Debug for SqliteEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteEngine").field("file", &self.file).finish_non_exhaustive()
    }
}

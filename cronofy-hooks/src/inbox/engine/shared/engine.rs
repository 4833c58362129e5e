//! [`Engine`]: what differs between the engines.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use sqlx::{Database, QueryBuilder};

use super::row::LenientRow;
use crate::clock::Clock;
use crate::inbox::admin::{JobAction, JobFilter, JobState, Retention};
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::error::InboxError;

/// What differs between the engines, apart from the [`BatchStore`](crate::inbox::batcher::BatchStore)
/// through which they accept, lease and complete.
pub(crate) trait Engine: fmt::Debug + Send + Sync + Sized + 'static {
    /// What stands in `Tx<…>`.
    type Database: Database<Row: LenientRow>;
    type Transaction: EngineTransaction<Self>;

    /// The longest rest between two steps of an action: each rests for as long as its step took.
    const LONGEST_REST: Duration;

    /// The clock that was given to the engine.
    fn clock(&self) -> Option<Clock>;

    /// The name of a table, with its schema if it has one.
    fn table(&self, name: &str) -> String;

    /// The time of one query, as an SQL expression.
    fn now(&self) -> String;

    /// A query that counts jobs, for [`Statistics`](crate::inbox::Statistics). Every count reads an index alone,
    /// however many jobs wait.
    fn statistics(&self, now: &str) -> String;

    /// Adds the table `w`, with the jobs of the table `work` that have these ids. The database looks each of
    /// them up by its id, and does not search an index of a state, which may have all jobs, for it.
    fn push_named_jobs(query: &mut QueryBuilder<Self::Database>, work: &str, ids: impl Iterator<Item = i64>);

    /// Adds the condition that the name of a job contains a text.
    fn push_name_contains(query: &mut QueryBuilder<Self::Database>, text: &str);

    /// Runs a query, outside of any transaction. No writer waits for it, however long it takes.
    fn rows(
        &self,
        query: QueryBuilder<Self::Database>,
    ) -> impl Future<Output = Result<Vec<<Self::Database as Database>::Row>, InboxError>> + Send;

    /// Applies an action, in one transaction, to the jobs that match `step` and are in one of `states`.
    fn apply_step(
        &self,
        action: JobAction,
        step: &JobFilter,
        states: &[JobState],
    ) -> impl Future<Output = Result<u64, InboxError>> + Send;

    fn prune(&self, retention: Retention) -> impl Future<Output = Result<u64, InboxError>> + Send;

    /// Deletes the given deliveries whose jobs are all finished, regardless of their age. A job that joined another one
    /// counts as finished only when that one is.
    fn delete(&self, deliveries: Vec<i64>) -> impl Future<Output = Result<u64, InboxError>> + Send;

    /// Fails when the calling task is a handler whose transaction keeps everything else from writing: a write would wait
    /// for the end of the handler, which waits for the write.
    fn check_caller(&self) -> Result<(), InboxError> {
        Ok(())
    }

    /// See [`Inbox::blocked_by`](crate::inbox::Inbox::blocked_by).
    fn blocked_by(&self) -> Option<String> {
        None
    }

    /// Called after the batcher has closed.
    fn release(&self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}

/// Where a handler writes together with the completion of its job.
pub(crate) trait EngineTransaction<E>: Send + Sized + 'static {
    fn begin(engine: &E) -> impl Future<Output = Result<Self, InboxError>> + Send;

    /// Updates a lease and commits; rolls back, and returns `false`, when the lease is not held any more.
    fn complete(self, engine: &E, update: FencedUpdate) -> impl Future<Output = Result<bool, InboxError>> + Send;

    fn roll_back(self, engine: &E) -> impl Future<Output = Result<(), InboxError>> + Send;
}

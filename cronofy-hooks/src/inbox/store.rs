//! [`Inbox`]: what a store of deliveries promises.

use std::any::{Any, TypeId};
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;

use super::admin::{JobAction, JobFilter, JobRecord, Retention, Statistics, StoredDelivery};
use super::error::InboxError;
use super::job_id::{Fence, JobId};
use super::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use super::new_delivery::{Accepted, NewDelivery};

/// What the methods of an [`Inbox`] return: a boxed `Send` future, so that `dyn Inbox` is possible.
pub type InboxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, InboxError>> + Send + 'a>>;

/// Is called with the number of jobs that have changed so far: see [`Inbox::apply_with_progress`].
pub type Progress = Box<dyn FnMut(u64) + Send>;

/// A transaction of an engine, without its type.
pub type AnyTransaction = Box<dyn Any + Send>;

/// Keeps accepted deliveries until all their occurrences are handled.
///
/// The [module](super) numbers what an engine promises. An engine of your own implements this trait
/// and shows with [cronofy-hooks-conformance](https://docs.rs/cronofy-hooks-conformance) that it keeps the promises.
/// One that changes what another inbox does forwards the rest with [`forward_inbox!`](crate::inbox::forward_inbox).
///
/// Each method is one step that happens entirely or not at all. Only `apply` and `prune` take many
/// steps, so that other callers never wait long for them. When a method fails, the caller does not know
/// whether its last step happened; it may repeat every method without harm.
pub trait Inbox: fmt::Debug + Send + Sync + 'static {
    /// Stores a delivery and its jobs. When this returns, the delivery is on stable storage, also when
    /// the result is [`Accepted::Repeated`]. (Promises 1 and 2.)
    ///
    /// # Errors
    /// When the delivery could not be made durable: the service is then asked to send it again.
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted>;

    /// Leases at most [`LeaseRequest::max`] jobs that are due, in the order in which they became due.
    /// (Promises 4, 6 and 7.) It may return fewer than are due, so that no other caller waits long.
    ///
    /// With [`LeaseRequest::wait`] it returns when there is at least one. When its future is dropped,
    /// the jobs that it leased are given back.
    ///
    /// # Errors
    /// When the store does not answer.
    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>>;

    /// Completes a leased job, or extends its lease. `false` when the lease is not held any more: then
    /// nothing happened. (Promises 4 and 5.)
    ///
    /// # Errors
    /// When the store does not answer.
    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool>;

    /// The jobs that match a filter, newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    fn list(&self, filter: JobFilter) -> InboxFuture<'_, Vec<JobRecord>>;

    /// A stored delivery with its jobs.
    ///
    /// # Errors
    /// When the store does not answer.
    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>>;

    /// Changes every job that matches a filter, by hand, and returns how many changed. (Promises 8 and 9.)
    ///
    /// An engine chooses the jobs at the beginning and then changes at most a thousand of them in each
    /// step, so that other callers accept, lease and complete in between. A job changes at most once,
    /// and only if it still matches the filter in its step: jobs that arrive or fail meanwhile are left
    /// alone.
    ///
    /// # Errors
    /// When the store does not answer. Some of the jobs may have changed; repeat the call for the others.
    fn apply(&self, action: JobAction, filter: JobFilter) -> InboxFuture<'_, u64>;

    /// The same as [`Inbox::apply`], and calls `progress` after each step with the number of jobs that
    /// have changed so far. An engine that does not implement it reports once, at the end.
    ///
    /// # Errors
    /// Those of [`Inbox::apply`].
    fn apply_with_progress(
        &self,
        action: JobAction,
        filter: JobFilter,
        mut progress: Progress,
    ) -> InboxFuture<'_, u64> {
        let changing = self.apply(action, filter);
        Box::pin(async move {
            let changed = changing.await?;
            progress(changed);
            Ok(changed)
        })
    }

    /// Deletes old deliveries, and returns how many. (Promise 10.)
    ///
    /// # Errors
    /// When the store does not answer.
    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64>;

    /// The numbers of the deliveries that came through a channel, in order. It reads every body, so it takes a while.
    ///
    /// # Errors
    /// When the store does not answer, or is of a kind that cannot search its deliveries.
    fn deliveries_of(&self, channel_id: String) -> InboxFuture<'_, Vec<i64>> {
        drop(channel_id);
        fail(InboxError::no_search())
    }

    /// Deletes the given deliveries whose jobs are all finished, regardless of their age. A job that joined another one
    /// counts as finished only when that one is. Returns how many deliveries were deleted; one that is given twice counts
    /// once. See [`forget_channel`](super::forget_channel).
    ///
    /// # Errors
    /// When the store does not answer, or is of a kind that cannot delete single deliveries.
    fn delete(&self, deliveries: Vec<i64>) -> InboxFuture<'_, u64> {
        drop(deliveries);
        fail(InboxError::no_search())
    }

    /// Counts the jobs.
    ///
    /// # Errors
    /// When the store does not answer: so this also checks whether the store is healthy.
    fn statistics(&self) -> InboxFuture<'_, Statistics>;

    /// What keeps the store from writing at the moment, for the log: such as the handler that holds SQLite's write lock.
    /// `None` when the engine knows of nothing.
    fn blocked_by(&self) -> Option<String> {
        None
    }

    /// The clock that was given to the engine, for tests; `None` when it takes the time of the system or of its
    /// database. Hooks with this inbox take the same clock, so that it is set once.
    fn clock(&self) -> Option<Arc<dyn Fn() -> Timestamp + Send + Sync>> {
        None
    }

    /// The type of the database in which handlers get transactions, if they do: the parameter of
    /// `Tx<…>`.
    fn transactions(&self) -> Option<TypeId> {
        None
    }

    /// Begins the transaction in which a handler works. (Promise 11.)
    ///
    /// # Errors
    /// When the store does not answer, or has no transactions.
    fn begin(&self) -> InboxFuture<'_, AnyTransaction> {
        fail(InboxError::no_transactions())
    }

    /// Updates a lease in a transaction from [`Inbox::begin`], and commits the transaction. `false` when
    /// the lease is not held any more: then the transaction is rolled back.
    ///
    /// # Errors
    /// When the store does not answer, or has no transactions.
    fn commit(
        &self,
        transaction: AnyTransaction,
        job: JobId,
        fence: Fence,
        update: LeaseUpdate,
    ) -> InboxFuture<'_, bool> {
        let _ = (transaction, job, fence, update);
        fail(InboxError::no_transactions())
    }

    /// Rolls back a transaction from [`Inbox::begin`].
    ///
    /// # Errors
    /// When the store does not answer; the transaction is rolled back all the same, later.
    fn roll_back(&self, transaction: AnyTransaction) -> InboxFuture<'_, ()> {
        drop(transaction);
        fail(InboxError::no_transactions())
    }

    /// Finishes the work under way and closes the store. Afterwards every other method fails, and
    /// closing it again does nothing.
    ///
    /// # Errors
    /// When the store does not answer.
    fn close(&self) -> InboxFuture<'_, ()>;
}

/// A method that fails at once.
pub(crate) fn fail<'a, T: Send + 'a>(error: InboxError) -> InboxFuture<'a, T> {
    Box::pin(ready(Err(error)))
}

/// Lets `Arc<dyn Inbox>` be passed as `impl Inbox`.
impl<I: Inbox + ?Sized> Inbox for Arc<I> {
    crate::inbox::forward_inbox!(this => (**this));
}

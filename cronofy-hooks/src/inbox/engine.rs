//! [`Inbox`]: what an engine promises.

use std::any::{Any, TypeId};
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::admin::{JobAction, JobFilter, JobRecord, Retention, Statistics, StoredDelivery};
use super::error::InboxError;
use super::job_id::{Fence, JobId};
use super::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use super::new_delivery::{Accepted, NewDelivery};

/// What an engine's method returns: a future that is `Send`, in a box, so that an [`Inbox`] can be
/// held without its type.
pub type InboxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, InboxError>> + Send + 'a>>;

/// Takes how many jobs have changed so far: see [`Inbox::apply_with_progress`].
pub type Progress = Box<dyn FnMut(u64) + Send>;

/// A transaction of an engine, without its type.
pub type AnyTransaction = Box<dyn Any + Send>;

/// Where accepted deliveries stay until everything they tell is handled.
///
/// The [module](super) numbers what an engine promises. An engine of your own implements this trait
/// and shows that it keeps the promises with `testing::inbox`.
///
/// Each method is one step that happens entirely or not at all, but for `change` and `prune`, which go
/// in many steps so that they never hold up the others for long. When a method fails it is not known
/// whether its last step happened: the caller may repeat each of them without harm.
pub trait Inbox: fmt::Debug + Send + Sync + 'static {
    /// Stores a delivery and its jobs. It is on stable storage when this returns, also when it is
    /// [`Accepted::Repeated`]. (Promises 1 and 2.)
    ///
    /// # Errors
    /// When it could not be made durable: the service is then asked to send it again.
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted>;

    /// Leases at most [`LeaseRequest::max`] jobs that are due, in the order in which they became due.
    /// (Promises 4, 6 and 7.) It may be fewer than are due, so that nobody is kept waiting.
    ///
    /// With [`LeaseRequest::wait`] it returns when there is at least one; what it leased is given back
    /// when its future is dropped.
    ///
    /// # Errors
    /// When the store does not answer.
    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>>;

    /// Says what became of a leased job. `false` when the lease is not held any more: then nothing
    /// happened. (Promises 4 and 5.)
    ///
    /// # Errors
    /// When the store does not answer.
    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool>;

    /// The jobs of a filter, newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    fn list(&self, filter: JobFilter) -> InboxFuture<'_, Vec<JobRecord>>;

    /// A stored delivery with its jobs.
    ///
    /// # Errors
    /// When the store does not answer.
    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>>;

    /// Changes every job of a filter by hand, and says how many changed. (Promises 8 and 9.)
    ///
    /// An engine chooses the jobs at the beginning, and then changes at most a thousand of them in
    /// each step, so that others go on to accept, lease and settle in between. A job changes at most
    /// once, and only if the filter still holds when its turn comes: what arrives or fails
    /// meanwhile is left alone.
    ///
    /// # Errors
    /// When the store does not answer. Some of the jobs may have changed; repeat it for the others.
    fn apply(&self, change: JobAction, filter: JobFilter) -> InboxFuture<'_, u64>;

    /// The same as [`Inbox::apply`], and calls `progress` after each step with how many jobs have
    /// changed so far. An engine that does not implement it reports once, at the end.
    ///
    /// # Errors
    /// Those of [`Inbox::apply`].
    fn apply_with_progress(
        &self,
        change: JobAction,
        filter: JobFilter,
        mut progress: Progress,
    ) -> InboxFuture<'_, u64> {
        let changing = self.apply(change, filter);
        Box::pin(async move {
            let changed = changing.await?;
            progress(changed);
            Ok(changed)
        })
    }

    /// Forgets deliveries, and says how many. (Promise 10.)
    ///
    /// # Errors
    /// When the store does not answer.
    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64>;

    /// Counts.
    ///
    /// # Errors
    /// When the store does not answer: so this is also the question whether it is healthy.
    fn statistics(&self) -> InboxFuture<'_, Statistics>;

    /// The type of database whose transactions it hands to handlers, if it does: what stands in
    /// `Tx<…>`.
    fn transactions(&self) -> Option<TypeId> {
        None
    }

    /// Begins the transaction in which a handler works. (Promise 11.)
    ///
    /// # Errors
    /// When the store does not answer, or has no transactions.
    fn begin(&self) -> InboxFuture<'_, AnyTransaction> {
        Box::pin(std::future::ready(Err(InboxError::no_transactions())))
    }

    /// Settles a job in a transaction from [`Inbox::begin`], and commits it. `false` when the lease
    /// is not held any more: then the transaction is rolled back.
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
        Box::pin(std::future::ready(Err(InboxError::no_transactions())))
    }

    /// Rolls a transaction from [`Inbox::begin`] back.
    ///
    /// # Errors
    /// When the store does not answer; then the transaction is rolled back all the same, later.
    fn roll_back(&self, transaction: AnyTransaction) -> InboxFuture<'_, ()> {
        drop(transaction);
        Box::pin(std::future::ready(Err(InboxError::no_transactions())))
    }

    /// Finishes what is under way and lets the store go. Afterwards every other method fails, and closing
    /// it again does nothing.
    ///
    /// # Errors
    /// When the store does not answer.
    fn close(&self) -> InboxFuture<'_, ()>;
}

/// Whoever holds an inbox without its type can use it where one with a type is asked for.
impl<I: Inbox + ?Sized> Inbox for std::sync::Arc<I> {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        (**self).accept(delivery)
    }

    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        (**self).lease(request)
    }

    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        (**self).update_lease(job, fence, update)
    }

    fn list(&self, filter: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        (**self).list(filter)
    }

    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        (**self).show(delivery)
    }

    fn apply(&self, change: JobAction, filter: JobFilter) -> InboxFuture<'_, u64> {
        (**self).apply(change, filter)
    }

    fn apply_with_progress(&self, change: JobAction, filter: JobFilter, progress: Progress) -> InboxFuture<'_, u64> {
        (**self).apply_with_progress(change, filter, progress)
    }

    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64> {
        (**self).prune(retention)
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        (**self).statistics()
    }

    fn transactions(&self) -> Option<TypeId> {
        (**self).transactions()
    }

    fn begin(&self) -> InboxFuture<'_, AnyTransaction> {
        (**self).begin()
    }

    fn commit(
        &self,
        transaction: AnyTransaction,
        job: JobId,
        fence: Fence,
        update: LeaseUpdate,
    ) -> InboxFuture<'_, bool> {
        (**self).commit(transaction, job, fence, update)
    }

    fn roll_back(&self, transaction: AnyTransaction) -> InboxFuture<'_, ()> {
        (**self).roll_back(transaction)
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        (**self).close()
    }
}

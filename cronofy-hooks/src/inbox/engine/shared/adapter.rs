//! [`Adapter`]: makes an [`Inbox`] of an [`Engine`].

use std::any::TypeId;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::inbox::admin::{
    JobAction, JobFilter, JobRecord, JobState, MOST_IN_A_STEP, Retention, Statistics, StoredDelivery,
};
use crate::inbox::batcher::{Batcher, FencedUpdate};
use crate::inbox::error::{InboxError, InboxErrorKind};
use crate::inbox::job_id::{Fence, JobId};
use crate::inbox::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use crate::inbox::new_delivery::{Accepted, NewDelivery};
use crate::inbox::store::{AnyTransaction, Inbox, InboxFuture, Progress, fail};

type Result<T> = std::result::Result<T, InboxError>;

/// What differs between the engines, apart from the [`BatchStore`](crate::inbox::batcher::BatchStore)
/// through which they accept, lease and complete.
pub(crate) trait Engine: fmt::Debug + Send + Sync + 'static {
    /// What stands in `Tx<…>`.
    type Database: sqlx::Database;
    type Transaction: Send + 'static;

    /// The longest rest between two steps of an action: each rests for as long as its step took.
    const LONGEST_REST: Duration;

    /// The clock that was given to the engine.
    fn clock(&self) -> Option<Clock>;

    /// Fails after [`Engine::stop`], unless all other methods do so by themselves.
    fn check_open(&self) -> Result<()> {
        Ok(())
    }

    fn list(&self, filter: &JobFilter) -> impl Future<Output = Result<Vec<JobRecord>>> + Send;

    /// The jobs that match a filter and are in one of `states`, in any order.
    fn ids(&self, filter: &JobFilter, states: &[JobState]) -> impl Future<Output = Result<Vec<JobId>>> + Send;

    fn show(&self, delivery: i64) -> impl Future<Output = Result<Option<StoredDelivery>>> + Send;

    fn statistics(&self) -> impl Future<Output = Result<Statistics>> + Send;

    /// Applies an action, in one transaction, to the jobs that match `step` and are in one of `states`.
    fn apply_step(
        &self,
        action: JobAction,
        step: &JobFilter,
        states: &[JobState],
    ) -> impl Future<Output = Result<u64>> + Send;

    fn prune(&self, retention: Retention) -> impl Future<Output = Result<u64>> + Send;

    fn begin(&self) -> impl Future<Output = Result<Self::Transaction>> + Send;

    fn commit(&self, transaction: Self::Transaction, update: FencedUpdate)
    -> impl Future<Output = Result<bool>> + Send;

    fn roll_back(&self, transaction: Self::Transaction) -> impl Future<Output = Result<()>> + Send;

    /// Called before the batcher closes.
    fn stop(&self) {}

    /// Called after the batcher has closed.
    fn release(&self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}

/// An [`Inbox`] of an engine.
#[derive(Debug)]
pub(crate) struct Adapter<E> {
    pub(crate) engine: Arc<E>,
    pub(crate) batcher: Batcher,
}

impl<E> Clone for Adapter<E> {
    fn clone(&self) -> Self {
        Self { engine: Arc::clone(&self.engine), batcher: self.batcher.clone() }
    }
}

impl<E: Engine> Adapter<E> {
    /// Does some work of the engine to its end, also when the caller stops waiting.
    fn run_to_end<T, F>(&self, work: impl FnOnce(Arc<E>) -> F) -> InboxFuture<'static, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        match self.engine.check_open() {
            Ok(()) => self.batcher.run_to_end(work(Arc::clone(&self.engine))),
            Err(closed) => fail(closed),
        }
    }
}

impl<E: Engine> Inbox for Adapter<E> {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        self.batcher.accept(delivery)
    }

    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        self.batcher.lease(request)
    }

    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        self.batcher.update_lease(FencedUpdate { job, fence, update })
    }

    fn list(&self, filter: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        Box::pin(async move {
            self.engine.check_open()?;
            self.engine.list(&filter).await
        })
    }

    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        Box::pin(async move {
            self.engine.check_open()?;
            self.engine.show(delivery).await
        })
    }

    fn apply(&self, action: JobAction, filter: JobFilter) -> InboxFuture<'_, u64> {
        self.apply_with_progress(action, filter, Box::new(|_| {}))
    }

    fn apply_with_progress(&self, action: JobAction, filter: JobFilter, progress: Progress) -> InboxFuture<'_, u64> {
        self.run_to_end(move |engine| async move { apply(&*engine, action, &filter, progress).await })
    }

    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64> {
        self.run_to_end(move |engine| async move { engine.prune(retention).await })
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        Box::pin(async move {
            self.engine.check_open()?;
            self.engine.statistics().await
        })
    }

    fn clock(&self) -> Option<Clock> {
        self.engine.clock()
    }

    fn transactions(&self) -> Option<TypeId> {
        Some(TypeId::of::<E::Database>())
    }

    fn begin(&self) -> InboxFuture<'_, AnyTransaction> {
        self.run_to_end(|engine| async move { Ok(Box::new(engine.begin().await?) as AnyTransaction) })
    }

    fn commit(
        &self,
        transaction: AnyTransaction,
        job: JobId,
        fence: Fence,
        update: LeaseUpdate,
    ) -> InboxFuture<'_, bool> {
        let update = FencedUpdate { job, fence, update };
        self.run_to_end(move |engine| async move { engine.commit(downcast::<E>(transaction)?, update).await })
    }

    fn roll_back(&self, transaction: AnyTransaction) -> InboxFuture<'_, ()> {
        self.run_to_end(|engine| async move { engine.roll_back(downcast::<E>(transaction)?).await })
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        Box::pin(async move {
            self.engine.stop();
            let closed = self.batcher.close().await;
            self.engine.release().await;
            closed
        })
    }
}

/// Applies an action in steps, so that no other caller waits long. The jobs are chosen first, without a
/// lock; a job that no longer matches the filter in its step is left alone.
async fn apply<E: Engine>(engine: &E, action: JobAction, filter: &JobFilter, mut progress: Progress) -> Result<u64> {
    let states = action.states_of(filter);
    let chosen = action.in_order(engine.ids(filter, &states).await?);
    let mut changed = 0;
    let mut steps = chosen.chunks(MOST_IN_A_STEP).peekable();
    while let Some(step) = steps.next() {
        let began = Instant::now();
        let step = JobFilter { jobs: step.to_vec(), limit: None, ..filter.clone() };
        changed += engine.apply_step(action, &step, &states).await?;
        progress(changed);
        if steps.peek().is_some() && !E::LONGEST_REST.is_zero() {
            tokio::time::sleep(began.elapsed().min(E::LONGEST_REST)).await;
        }
    }
    Ok(changed)
}

fn downcast<E: Engine>(transaction: AnyTransaction) -> Result<E::Transaction> {
    transaction.downcast().map(|transaction| *transaction).map_err(|_| not_of_this_inbox())
}

/// A transaction of another inbox, or of another engine.
pub(crate) fn not_of_this_inbox() -> InboxError {
    InboxError::misconfigured("the transaction is not one of this inbox; end it with the inbox that began it")
}

/// A transaction that a handler, or the database, ended before the handler did.
pub(crate) fn ended_early() -> InboxError {
    InboxError::new(
        InboxErrorKind::Unavailable,
        "the transaction ended before its handler did, so its job is not done; leave COMMIT and ROLLBACK to the inbox, \
         and return the error of a statement that failed",
    )
}

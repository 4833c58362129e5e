//! [`Batcher`]: hands work to the task that writes.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use tokio::sync::{Notify, Semaphore, mpsc, oneshot};

use super::batch::{BatchStore, FencedUpdate};
use super::memory_bound::{MOST_BYTES, reserve};
use super::task::{BatchTask, Command, Reply};
use crate::inbox::error::{InboxError, InboxErrorKind};
use crate::inbox::job_id::JobId;
use crate::inbox::lease::{LeaseRequest, LeasedJob};
use crate::inbox::new_delivery::{Accepted, NewDelivery};
use crate::inbox::store::{InboxFuture, fail};

/// How many commands may wait for the task; further deliveries are refused, so that the service sends
/// them again.
pub(super) const QUEUE: usize = 4096;

/// Hands work to the task that writes. All clones are for the same task.
#[derive(Clone, Debug)]
pub(crate) struct Batcher {
    pub(super) queue: mpsc::Sender<Command>,
    wake: Arc<Notify>,
    /// A permit for each byte that is not in use.
    pub(super) free: Arc<Semaphore>,
}

impl Batcher {
    /// Spawns the task that writes to a store.
    pub(crate) fn start(store: impl BatchStore) -> Self {
        let (batcher, task) = Self::new(store);
        tokio::spawn(task);
        batcher
    }

    /// Returns the task, for tests that run it in any order with others.
    pub(crate) fn new(store: impl BatchStore) -> (Self, impl Future<Output = ()> + Send) {
        let (queue, commands) = mpsc::channel(QUEUE);
        let wake = Arc::new(Notify::new());
        let task = BatchTask::new(store, commands, Arc::clone(&wake));
        (Self { queue, wake, free: Arc::new(Semaphore::new(MOST_BYTES)) }, task.run())
    }

    /// Refuses at once when too much waits.
    pub(crate) fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        // Checked here, because an error of the store would fail the whole batch.
        let jobs = u32::try_from(delivery.jobs.len()).unwrap_or(u32::MAX);
        if jobs == 0 || jobs > JobId::MOST {
            let message =
                format!("a delivery needs at least one job, and at most {}; make one for each occurrence", JobId::MOST);
            return fail(InboxError::new(InboxErrorKind::Unsupported, message));
        }
        let Some(reservation) = reserve(&self.free, &delivery) else {
            return fail(full(format_args!("{} MiB of requests", MOST_BYTES >> 20)));
        };
        let (reply, result) = oneshot::channel();
        let command = Command::Accept(delivery, (reply, reservation));
        let sent = self.queue.try_send(command).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => full(format_args!("{QUEUE} requests")),
            mpsc::error::TrySendError::Closed(_) => InboxError::closed(),
        });
        Box::pin(async move {
            sent?;
            result.await.map_err(|_| InboxError::closed())?
        })
    }

    pub(crate) fn update_lease(&self, update: FencedUpdate) -> InboxFuture<'_, bool> {
        self.send(move |reply| Command::Update(update, reply))
    }

    pub(crate) fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        let leased = self.send(move |reply| Command::Lease(request, reply));
        Box::pin(async move { Ok(leased.await?.take()) })
    }

    /// Makes the task look for jobs when it is notified, because something changed.
    #[cfg(any(feature = "postgres", test))]
    pub(crate) fn waker(&self) -> Arc<Notify> {
        Arc::clone(&self.wake)
    }

    /// Fails when the task that writes has closed the store.
    pub(crate) fn check_open(&self) -> Result<(), InboxError> {
        if self.queue.is_closed() { Err(InboxError::closed()) } else { Ok(()) }
    }

    /// Runs a future to its end, also when the caller stops waiting: a transaction that is dropped in the
    /// middle would cost its connection.
    pub(crate) fn run_to_end<T, F>(&self, work: F) -> InboxFuture<'static, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, InboxError>> + Send + 'static,
    {
        let batcher = self.clone();
        Box::pin(async move {
            let task = tokio::spawn(async move {
                let done = work.await;
                // It may have made jobs due.
                batcher.wake.notify_one();
                done
            });
            match task.await {
                Ok(done) => done,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    // The runtime is shutting down.
                    Err(_) => Err(InboxError::closed()),
                },
            }
        })
    }

    /// Closes the store after everything that was sent before. Does nothing when it is closed already.
    pub(crate) fn close(&self) -> InboxFuture<'_, ()> {
        let closed = self.send(Command::Close);
        Box::pin(async move {
            match closed.await {
                Err(error) if error.kind() == InboxErrorKind::Closed => Ok(()),
                closed => closed,
            }
        })
    }

    fn send<T: Send + 'static>(
        &self,
        command: impl FnOnce(Reply<T>) -> Command + Send + 'static,
    ) -> InboxFuture<'_, T> {
        Box::pin(async move {
            let (reply, result) = oneshot::channel();
            self.queue.send(command(reply)).await.map_err(|_| InboxError::closed())?;
            result.await.map_err(|_| InboxError::closed())?
        })
    }
}

/// Deliveries arrive faster than the store writes.
fn full(what: fmt::Arguments<'_>) -> InboxError {
    let message = format!("{what} wait for the store already; the store is too slow for what comes in");
    InboxError::new(InboxErrorKind::Full, message)
}

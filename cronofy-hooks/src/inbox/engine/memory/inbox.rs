//! [`MemoryInbox`]: the store behind a lock, and those that wait for it.

use std::fmt;
use std::future::ready;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use super::store::{MemoryStore, later};
use crate::clock::Clock;
use crate::inbox::admin::MOST_IN_A_STEP;
use crate::inbox::{
    Accepted, Fence, Inbox, InboxError, InboxFuture, JobAction, JobFilter, JobId, JobRecord, LeaseRequest, LeaseUpdate,
    LeasedJob, NewDelivery, Progress, Retention, Statistics, StoredDelivery,
};

/// While something is due later, its clock is looked at this often: it may have been moved.
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// An inbox in memory, for the tests of your own handlers. Clones are the same inbox, and closed
/// together; [`MemoryInbox::reopen`] shows a test what a stopped worker has left.
///
/// It is **not durable**: promise 1 does not hold, and promises 2 to 10 and 12 hold only within the
/// process and for as long as it runs. It has no transactions, and no index: each call looks at every job, which is
/// fast enough for some thousand deliveries.
///
/// Unless it is given a clock it goes by that of Tokio, which tests can
/// [pause](https://docs.rs/tokio/latest/tokio/time/fn.pause.html).
///
/// ```
/// use std::time::Duration;
/// use cronofy_hooks::inbox::{Accepted, LeaseRequest, Inbox, NewDelivery, NewJob, LeaseUpdate};
/// use cronofy_hooks::testing::MemoryInbox;
/// # use jiff::Timestamp;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let inbox = MemoryInbox::new();
/// let accepted = inbox
///     .accept(NewDelivery {
///         repeat: None,
///         head: String::new(),
///         body: "{}".into(),
///         received_at: Timestamp::now(),
///         jobs: vec![NewJob { name: "a".to_owned(), key: None, join: None, delay: Duration::ZERO }],
///     })
///     .await?;
/// assert_eq!(accepted, Accepted::New);
///
/// let request = LeaseRequest { max: 10, lease_duration: Duration::from_secs(30), wait: true };
/// for job in inbox.lease(request).await? {
///     assert!(inbox.update_lease(job.job, job.fence, LeaseUpdate::Done).await?);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct MemoryInbox {
    shared: Arc<MemoryShared>,
    closed: Arc<AtomicBool>,
}

struct MemoryShared {
    store: Mutex<MemoryStore>,
    /// Notifies workers that wait for jobs.
    changed: Notify,
    now: Clock,
}

impl MemoryInbox {
    /// An empty inbox.
    #[must_use]
    pub fn new() -> Self {
        let (start, began) = (Timestamp::now(), Instant::now());
        Self::with_clock(move || later(start, began.elapsed()))
    }

    /// An empty inbox that asks a function for the time.
    #[must_use]
    pub fn with_clock(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let store = Mutex::default();
        let shared = MemoryShared { store, changed: Notify::new(), now: Arc::new(now) };
        Self { shared: Arc::new(shared), closed: Arc::default() }
    }

    /// Opens the same inbox again, as another process opens a file: it stays open when this one is
    /// closed.
    #[must_use]
    pub fn reopen(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), closed: Arc::default() }
    }

    /// Runs one step under the lock.
    fn step<T>(&self, step: impl FnOnce(&mut MemoryStore, Timestamp) -> T) -> Result<T, InboxError> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(InboxError::closed());
        }
        // Before the lock is taken, because it calls the caller's function.
        let now = (self.shared.now)();
        Ok(step(&mut self.lock(), now))
    }

    /// A step after which there may be more to lease.
    fn write<T>(&self, step: impl FnOnce(&mut MemoryStore, Timestamp) -> T) -> Result<T, InboxError> {
        let done = self.step(step);
        self.shared.changed.notify_waiters();
        done
    }

    fn lock(&self) -> MutexGuard<'_, MemoryStore> {
        self.shared.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn wait(&self, request: LeaseRequest) -> Result<Vec<LeasedJob>, InboxError> {
        loop {
            // Waits from here on, so that no change is missed.
            let mut changed = std::pin::pin!(self.shared.changed.notified());
            changed.as_mut().enable();
            let (leased, next_due) =
                self.step(|store, now| (store.lease(request.max, request.lease_duration, now), store.next_due(now)))?;
            if !leased.is_empty() || !request.wait {
                return Ok(leased);
            }
            match next_due {
                // Whichever comes first: it looks again in any case.
                Some(due) => drop(timeout(due.min(POLL_INTERVAL), changed).await),
                None => changed.await,
            }
        }
    }
}

impl Default for MemoryInbox {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryInbox").field("jobs", &self.lock().jobs.len()).finish_non_exhaustive()
    }
}

/// All but [`Inbox::lease`], and a change of many jobs, are done when they are polled first, and then
/// entirely.
impl Inbox for MemoryInbox {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        Box::pin(async move { self.write(|store, now| store.accept(delivery, now))? })
    }

    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        Box::pin(self.wait(request))
    }

    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        Box::pin(async move { self.write(|store, now| store.update_lease(job, fence, update, now)) })
    }

    fn list(&self, filter: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        Box::pin(async move { self.step(|store, now| store.list(&filter, now)) })
    }

    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        Box::pin(async move { self.step(|store, now| store.show(delivery, now)) })
    }

    fn apply(&self, action: JobAction, filter: JobFilter) -> InboxFuture<'_, u64> {
        self.apply_with_progress(action, filter, Box::new(|_| {}))
    }

    fn apply_with_progress(
        &self,
        action: JobAction,
        filter: JobFilter,
        mut progress: Progress,
    ) -> InboxFuture<'_, u64> {
        Box::pin(async move {
            let chosen = self.step(|store, now| store.choose(action, &filter, now))?;
            let mut changed = 0;
            for (number, step) in chosen.chunks(MOST_IN_A_STEP).enumerate() {
                if number > 0 {
                    tokio::task::yield_now().await;
                }
                let step = JobFilter { jobs: step.to_vec(), limit: None, ..filter.clone() };
                changed += self.write(|store, now| store.apply(action, &step, now))?;
                progress(changed);
            }
            Ok(changed)
        })
    }

    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64> {
        Box::pin(async move { self.write(|store, now| store.prune(retention, now)) })
    }

    fn deliveries_of(&self, channel_id: String) -> InboxFuture<'_, Vec<i64>> {
        Box::pin(async move { self.step(|store, _| store.deliveries_of(&channel_id)) })
    }

    fn delete(&self, deliveries: Vec<i64>) -> InboxFuture<'_, u64> {
        Box::pin(async move { self.write(|store, _| store.delete(&deliveries)) })
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        Box::pin(async move { self.step(|store, now| store.statistics(now)) })
    }

    /// Also without a given clock: hooks on Tokio's paused clock then have the time of their inbox.
    fn clock(&self) -> Option<Clock> {
        Some(Arc::clone(&self.shared.now))
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        self.closed.store(true, Ordering::SeqCst);
        self.shared.changed.notify_waiters();
        Box::pin(ready(Ok(())))
    }
}

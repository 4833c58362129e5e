//! [`Worker`]: leases jobs and runs them.

use std::future::{Future, pending};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, sleep_until};

use super::context::WorkerContext;
use super::handle::WorkerHandle;
use super::idle::{IdleRequests, LeaseResponse};
use super::maintenance;
use super::settings::WorkerSettings;
use super::tasks::{JobTasks, ShutdownReport};
use crate::clock::Clock;
use crate::dispatch::Dispatch;
use crate::inbox::error::InboxErrorKind;
use crate::inbox::lease::LeaseRequest;
use crate::inbox::store::Inbox;
use crate::text::Chain;

/// How long to wait after a lease request that failed.
const LEASE_AGAIN: Duration = Duration::from_millis(500);

/// Calls the handlers of the jobs of an inbox.
///
/// [`Hooks::into_router`](crate::Hooks::into_router) starts one inside the application. Make one with
/// [`Hooks::into_worker`](crate::Hooks::into_worker) to run it in a process of its own, beside processes that
/// only accept.
#[derive(Debug)]
#[must_use = "a worker does nothing until it is run"]
pub struct Worker {
    pub(super) context: Arc<WorkerContext>,
}

impl Worker {
    pub(crate) fn new(dispatch: Arc<Dispatch>, inbox: Arc<dyn Inbox>, settings: WorkerSettings, clock: Clock) -> Self {
        Self { context: Arc::new(WorkerContext { dispatch, inbox, settings, clock }) }
    }

    /// Runs in a task of its own.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    pub fn spawn(self) -> WorkerHandle {
        WorkerHandle::new(|stop, idle| tokio::spawn(self.run(stop, idle)))
    }

    /// Runs until `stop` is ready. Then stops leasing, waits for the running handlers, gives back jobs that are
    /// not finished within the [grace](WorkerSettings::grace), and closes the inbox.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> ShutdownReport {
        let (_, idle) = IdleRequests::new();
        self.run(stop, idle).await
    }

    /// The same, and answers those that wait until there is nothing to do.
    pub(super) async fn run(self, stop: impl Future<Output = ()>, mut idle: IdleRequests) -> ShutdownReport {
        let mut running = JobTasks::new(Arc::clone(&self.context));
        {
            let mut stop = pin!(stop);
            let mut maintenance = pin!(maintenance::maintain(&self.context));
            let mut leasing: Option<Leasing<'_>> = None;
            // Whether `leasing` waits for jobs, or only finds those that are due.
            let mut waits = false;
            loop {
                let asks = running.is_empty() && idle.is_waiting();
                // Jobs that are leased for a dropped request are given back.
                if asks == waits {
                    leasing = None;
                }
                match running.free() {
                    0 => leasing = None,
                    free if leasing.is_none() => {
                        waits = !asks;
                        if asks {
                            idle.begin();
                        }
                        leasing = Some(Box::pin(self.lease(free, running.slots(), waits)));
                    }
                    _ => {}
                }
                let (look_again, slots) = (running.look_again(), running.slots());
                tokio::select! {
                    biased;
                    () = &mut stop => break,
                    Some(_) = running.ended() => {}
                    found = of(&mut leasing) => {
                        leasing = None;
                        match found {
                            LeaseResponse::Jobs(leased) => leased.into_iter().for_each(|leased| running.begin(leased)),
                            LeaseResponse::Nothing => idle.answer(),
                        }
                    }
                    () = slot(&slots) => {}
                    () = idle.receive() => {}
                    () = at(look_again) => {}
                    () = &mut maintenance => {}
                }
            }
            // Jobs that were leased for a request that is dropped here are given back.
        }
        let stopped = running.drain().await;
        match self.context.inbox.close().await {
            Err(error) if error.kind() != InboxErrorKind::Closed => {
                tracing::warn!(error = %Chain(&error), "closing the inbox failed; nothing is lost, and the next start removes what is left")
            }
            _ => {}
        }
        stopped
    }

    /// Leases jobs. Waits until there are some, or finds at once whether there are any.
    async fn lease(&self, free: usize, slots: Arc<Semaphore>, waits: bool) -> LeaseResponse {
        // Handlers that began together end together: a request for the first slot alone would take a write of its own.
        yield_now().await;
        let max = slots.available_permits().min(free).max(1);
        let leased = match waits {
            true => self.context.inbox.lease(self.request(max, true)).await.map(LeaseResponse::Jobs),
            false => self.find(max).await,
        };
        match leased {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(error = %Chain(&error), "the inbox could not lease jobs; trying again");
                sleep(LEASE_AGAIN).await;
                LeaseResponse::Jobs(Vec::new())
            }
        }
    }

    pub(super) fn request(&self, max: usize, wait: bool) -> LeaseRequest {
        LeaseRequest { max, lease_duration: self.context.settings.lease, wait }
    }
}

type Leasing<'w> = Pin<Box<dyn Future<Output = LeaseResponse> + Send + 'w>>;

/// Ready when a handler may run, if none may now.
async fn slot(slots: &Semaphore) {
    match slots.available_permits() {
        0 => drop(slots.acquire().await),
        _ => pending().await,
    }
}

/// Ready at a time; never without one.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => pending().await,
    }
}

/// Ready with a future; never without one.
async fn of<F: Future + ?Sized>(future: &mut Option<Pin<Box<F>>>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => pending().await,
    }
}

//! [`Worker`]: leases jobs and runs them.

use std::future::{Future, pending};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use super::context::WorkerContext;
use super::handle::WorkerHandle;
use super::settings::WorkerSettings;
use super::tasks::{JobTasks, ShutdownReport};
use super::{log, maintenance};
use crate::clock::Clock;
use crate::dispatch::Dispatch;
use crate::inbox::error::InboxErrorKind;
use crate::inbox::lease::{LeaseRequest, LeasedJob};
use crate::inbox::store::Inbox;

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
        WorkerHandle::new(|stop| tokio::spawn(self.run_until(stop)))
    }

    /// Runs until `stop` is ready. Then stops leasing, waits for the running handlers, gives back jobs that are
    /// not finished within the [grace](WorkerSettings::grace), and closes the inbox.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> ShutdownReport {
        let mut running = JobTasks::new(Arc::clone(&self.context));
        {
            let mut stop = pin!(stop);
            let mut maintenance = pin!(maintenance::maintain(&self.context));
            let mut leasing = None;
            loop {
                match running.free() {
                    // Jobs that are leased for the dropped request are given back.
                    0 => leasing = None,
                    free if leasing.is_none() => leasing = Some(Box::pin(self.lease(free))),
                    _ => {}
                }
                let look_again = running.look_again();
                tokio::select! {
                    biased;
                    () = &mut stop => break,
                    Some(_) = running.ended() => {}
                    leased = of(&mut leasing) => {
                        leasing = None;
                        leased.into_iter().for_each(|leased| running.begin(leased));
                    }
                    () = at(look_again) => {}
                    () = &mut maintenance => {}
                }
            }
            // Jobs that were leased for a request that is dropped here are given back.
        }
        let stopped = running.drain().await;
        match self.context.inbox.close().await {
            Err(error) if error.kind() != InboxErrorKind::Closed => log::not_closed(&error),
            _ => {}
        }
        stopped
    }

    async fn lease(&self, max: usize) -> Vec<LeasedJob> {
        let request = LeaseRequest { max, lease_duration: self.context.settings.lease, wait: true };
        match self.context.inbox.lease(request).await {
            Ok(leased) => leased,
            Err(error) => {
                tracing::warn!(error = %crate::text::Chain(&error), "the inbox could not lease jobs; trying again");
                sleep(LEASE_AGAIN).await;
                Vec::new()
            }
        }
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
async fn of<F: Future>(future: &mut Option<Pin<Box<F>>>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => pending().await,
    }
}

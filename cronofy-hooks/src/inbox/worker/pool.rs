//! [`Worker`]: as many jobs at a time as it may.

use std::future::{Future, pending};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use super::handle::WorkerHandle;
use super::settings::WorkerSettings;
use super::tasks::Tasks;
use super::{Core, log, maintenance};
use crate::clock::Clock;
use crate::dispatch::Dispatch;
use crate::inbox::{Inbox, InboxErrorKind, LeaseRequest, LeasedJob};

/// Between two tries to get work from a store that fails.
const LEASE_AGAIN: Duration = Duration::from_millis(500);

/// Calls the handlers for what an inbox holds.
///
/// [`Hooks::into_router`](crate::Hooks::into_router) starts one inside the application. Take it with
/// [`Hooks::into_worker`](crate::Hooks::into_worker) to run it in a process of its own, beside
/// others that only accept.
#[derive(Debug)]
#[must_use = "a worker does nothing until it is run"]
pub struct Worker {
    pub(super) core: Arc<Core>,
}

/// What a worker leaves when it has stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Jobs that were finished after it was told to stop.
    pub finished: usize,
    /// Jobs that were not finished in time, and were given back: another worker runs them, or this
    /// one after it has started again.
    pub given_back: usize,
}

impl Worker {
    pub(crate) fn new(dispatch: Arc<Dispatch>, inbox: Arc<dyn Inbox>, settings: WorkerSettings, clock: Clock) -> Self {
        Self { core: Arc::new(Core { dispatch, inbox, settings, clock }) }
    }

    /// Works in a task of its own.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    pub fn spawn(self) -> WorkerHandle {
        WorkerHandle::new(|stop| tokio::spawn(self.run_until(stop)))
    }

    /// Works until `stop` is ready. Then takes no more, waits for the handlers that run, gives back
    /// what they have not finished within the [grace](WorkerSettings::grace), and closes the inbox.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> ShutdownReport {
        let mut running = Tasks::new(Arc::clone(&self.core));
        {
            let mut stop = pin!(stop);
            let mut maintenance = pin!(maintenance::maintain(&self.core));
            let mut leasing = None;
            loop {
                match running.free() {
                    // What is leased for it meanwhile goes back by itself.
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
            // What was leased for a request that is dropped here goes back by itself.
        }
        let stopped = running.drain().await;
        match self.core.inbox.close().await {
            Err(error) if error.kind() != InboxErrorKind::Closed => log::not_closed(&error),
            _ => {}
        }
        stopped
    }

    async fn lease(&self, max: usize) -> Vec<LeasedJob> {
        let request = LeaseRequest { max, lease_duration: self.core.settings.lease, wait: true };
        match self.core.inbox.lease(request).await {
            Ok(leased) => leased,
            Err(error) => {
                tracing::warn!(error = %crate::text::Chain(&error), "the inbox gives no work; asking again");
                sleep(LEASE_AGAIN).await;
                Vec::new()
            }
        }
    }
}

/// Ready at a time, if there is one.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => pending().await,
    }
}

/// What a future gives, where there is one.
async fn of<F: Future>(future: &mut Option<Pin<Box<F>>>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => pending().await,
    }
}

//! Keeps a lease while a handler runs.

use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::task::SETTLE_AGAIN;
use crate::dispatch::timeout::after;
use crate::inbox::{Fence, Inbox, Settlement, UnitId};

/// A lease in the hands of this worker.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) unit: UnitId,
    pub(super) fence: Fence,
    hold: Duration,
    /// Until here nobody else can have it. A little before the store says so, because the store
    /// counts from before its answer arrived.
    ends: Instant,
}

impl Lease {
    pub(super) fn new(unit: UnitId, fence: Fence, hold: Duration) -> Self {
        Self { unit, fence, hold, ends: ends(hold) }
    }

    pub(super) fn ends(&self) -> Instant {
        self.ends
    }

    /// Says that nothing else runs in this process from here on. `false` when the lease is lost, or
    /// might be.
    pub(super) async fn isolate(&mut self, inbox: &dyn Inbox) -> bool {
        loop {
            let ends = ends(self.hold);
            let isolate = Settlement::Isolate { hold: self.hold };
            match timeout_at(self.ends, inbox.settle(self.unit, self.fence, isolate)).await {
                Ok(Ok(true)) => {
                    self.ends = ends;
                    return true;
                }
                // The store may come back before the lease ends.
                Ok(Err(_)) if Instant::now() + SETTLE_AGAIN < self.ends => sleep(SETTLE_AGAIN).await,
                Ok(Ok(false) | Err(_)) | Err(_) => return false,
            }
        }
    }

    /// Extends the lease for as long as it is polled. It is ready when the lease is lost, or might be.
    pub(super) async fn keep(&mut self, inbox: &dyn Inbox) {
        let mut pause = self.hold / 3;
        loop {
            sleep_until(after(Instant::now(), pause).min(self.ends)).await;
            let ends = ends(self.hold);
            let extend = Settlement::Extend { hold: self.hold };
            match timeout_at(self.ends, inbox.settle(self.unit, self.fence, extend)).await {
                Ok(Ok(true)) => {
                    self.ends = ends;
                    pause = self.hold / 3;
                }
                // Somebody else has it.
                Ok(Ok(false)) => return,
                // The store may come back before the lease ends.
                Ok(Err(_)) if Instant::now() < self.ends => pause = (self.hold / 30).max(SETTLE_AGAIN),
                Ok(Err(_)) | Err(_) => return,
            }
        }
    }
}

/// When a lease ends that begins now.
fn ends(hold: Duration) -> Instant {
    after(Instant::now(), hold - hold / 10)
}

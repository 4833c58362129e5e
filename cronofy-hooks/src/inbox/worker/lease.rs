//! Keeps a lease while a handler runs.

use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::task::UPDATE_AGAIN;
use crate::dispatch::timeout::after;
use crate::inbox::{Fence, Inbox, JobId, LeaseUpdate};

/// A lease in the hands of this worker.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) job: JobId,
    pub(super) fence: Fence,
    lease_duration: Duration,
    /// Until here nobody else can have it. A little before the store says so, because the store
    /// counts from before its answer arrived.
    ends: Instant,
}

impl Lease {
    pub(super) fn new(job: JobId, fence: Fence, lease_duration: Duration) -> Self {
        Self { job, fence, lease_duration, ends: ends(lease_duration) }
    }

    pub(super) fn ends(&self) -> Instant {
        self.ends
    }

    /// Says that nothing else runs in this process from here on. `false` when the lease is lost, or
    /// might be.
    pub(super) async fn isolate(&mut self, inbox: &dyn Inbox) -> bool {
        loop {
            let ends = ends(self.lease_duration);
            let isolate = LeaseUpdate::Isolate { lease_duration: self.lease_duration };
            match timeout_at(self.ends, inbox.update_lease(self.job, self.fence, isolate)).await {
                Ok(Ok(true)) => {
                    self.ends = ends;
                    return true;
                }
                // The store may come back before the lease ends.
                Ok(Err(_)) if Instant::now() + UPDATE_AGAIN < self.ends => sleep(UPDATE_AGAIN).await,
                Ok(Ok(false) | Err(_)) | Err(_) => return false,
            }
        }
    }

    /// Extends the lease for as long as it is polled. It is ready when the lease is lost, or might be.
    pub(super) async fn keep(&mut self, inbox: &dyn Inbox) {
        let mut pause = self.lease_duration / 3;
        loop {
            sleep_until(after(Instant::now(), pause).min(self.ends)).await;
            let ends = ends(self.lease_duration);
            let extend = LeaseUpdate::Extend { lease_duration: self.lease_duration };
            match timeout_at(self.ends, inbox.update_lease(self.job, self.fence, extend)).await {
                Ok(Ok(true)) => {
                    self.ends = ends;
                    pause = self.lease_duration / 3;
                }
                // Somebody else has it.
                Ok(Ok(false)) => return,
                // The store may come back before the lease ends.
                Ok(Err(_)) if Instant::now() < self.ends => pause = (self.lease_duration / 30).max(UPDATE_AGAIN),
                Ok(Err(_)) | Err(_) => return,
            }
        }
    }
}

/// When a lease ends that begins now.
fn ends(lease_duration: Duration) -> Instant {
    after(Instant::now(), lease_duration - lease_duration / 10)
}

//! [`Lease`]: keeps the lease of a job while its handler runs.

use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use crate::dispatch::timeout::after;
use crate::inbox::job_id::{Fence, JobId};
use crate::inbox::lease::LeaseUpdate;
use crate::inbox::store::Inbox;

/// How long to wait after a lease update that failed.
pub(super) const RETRY_PAUSE: Duration = Duration::from_millis(250);

/// A lease that this worker has.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) job: JobId,
    pub(super) fence: Fence,
    lease_duration: Duration,
    /// Until then no other worker can get the job. A tenth of the lease earlier than the store counts: the store
    /// counts from before its reply arrived, and the handler has to be stopped before another one starts.
    ends: Instant,
}

impl Lease {
    pub(super) fn new(job: JobId, fence: Fence, lease_duration: Duration) -> Self {
        Self { job, fence, lease_duration, ends: ends(lease_duration) }
    }

    pub(super) fn ends(&self) -> Instant {
        self.ends
    }

    /// Records that no other handler runs in this process from now on. `false` when the lease is lost, or may
    /// be.
    pub(super) async fn isolate(&mut self, inbox: &dyn Inbox) -> bool {
        loop {
            let ends = ends(self.lease_duration);
            let isolate = LeaseUpdate::Isolate { lease_duration: self.lease_duration };
            match timeout_at(self.ends, inbox.update_lease(self.job, self.fence, isolate)).await {
                Ok(Ok(true)) => {
                    self.ends = ends;
                    return true;
                }
                // The store may answer again before the lease ends.
                Ok(Err(_)) if Instant::now() + RETRY_PAUSE < self.ends => sleep(RETRY_PAUSE).await,
                Ok(Ok(false) | Err(_)) | Err(_) => return false,
            }
        }
    }

    /// Extends the lease for as long as this future is polled: three times in the time of a lease, and more often
    /// while the store fails. Ready when the lease is lost, or may be.
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
                // Another worker has the job.
                Ok(Ok(false)) => return,
                // The store may answer again before the lease ends.
                Ok(Err(_)) if Instant::now() < self.ends => pause = (self.lease_duration / 30).max(RETRY_PAUSE),
                Ok(Err(_)) | Err(_) => return,
            }
        }
    }
}

/// When a lease ends that begins now: after nine tenths of its time.
fn ends(lease_duration: Duration) -> Instant {
    after(Instant::now(), lease_duration - lease_duration / 10)
}

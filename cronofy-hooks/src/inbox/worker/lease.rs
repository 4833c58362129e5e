//! [`Lease`]: keeps the lease of a job while its handler runs.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use crate::dispatch::timeout::after;
use crate::inbox::job_id::{Fence, JobId};
use crate::inbox::lease::LeaseUpdate;
use crate::inbox::store::Inbox;

/// How long to wait after a lease update that failed.
pub(super) const RETRY_PAUSE: Duration = Duration::from_millis(250);

/// Leases of a job that this worker got while the job was running, and when: the clock of the store leapt and ended the
/// lease before.
pub(super) type Renewals = mpsc::UnboundedReceiver<(Fence, Instant)>;

/// A lease that this worker has.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) job: JobId,
    pub(super) fence: Fence,
    lease_duration: Duration,
    /// Until then no other worker can get the job. A tenth of the lease earlier than the store counts: the store
    /// counts from before its reply arrived, and the handler has to be stopped before another one starts.
    ends: Instant,
    renewals: Renewals,
}

impl Lease {
    pub(super) fn new(job: JobId, fence: Fence, lease_duration: Duration, renewals: Renewals) -> Self {
        Self { job, fence, lease_duration, ends: ends(Instant::now(), lease_duration), renewals }
    }

    /// Takes no renewals from now on, and goes on with the last. Returns whether there was one. Called before the job is
    /// completed: a job that is leased after that has to run again.
    pub(super) fn close(&mut self) -> bool {
        self.renewals.close();
        let mut is_renewed = false;
        while let Ok(renewal) = self.renewals.try_recv() {
            self.renew(renewal);
            is_renewed = true;
        }
        is_renewed
    }

    fn renew(&mut self, (fence, since): (Fence, Instant)) {
        tracing::debug!("the lease of the job ended by a leap of the clock; its handler goes on with the next lease");
        self.fence = fence;
        self.ends = ends(since, self.lease_duration);
    }

    pub(super) fn ends(&self) -> Instant {
        self.ends
    }

    /// Records that no other handler runs in this process from now on. `false` when the lease is lost, or may
    /// be.
    pub(super) async fn isolate(&mut self, inbox: &dyn Inbox) -> bool {
        loop {
            let ends = ends(Instant::now(), self.lease_duration);
            let isolate = LeaseUpdate::Isolate { lease_duration: self.lease_duration };
            match timeout_at(self.ends, inbox.update_lease(self.job, self.fence, isolate)).await {
                Ok(Ok(true)) => {
                    self.ends = ends;
                    return true;
                }
                // The store may answer again before the lease ends.
                Ok(Err(_)) if Instant::now() + RETRY_PAUSE < self.ends => sleep(RETRY_PAUSE).await,
                Ok(Ok(false) | Err(_)) | Err(_) if self.close() => {}
                Ok(Ok(false) | Err(_)) | Err(_) => return false,
            }
        }
    }

    /// Extends the lease for as long as this future is polled: three times in the time of a lease, and more often
    /// while the store fails. Goes on with the next lease if this worker gets it. Ready when the lease is lost, or may be.
    pub(super) async fn keep(&mut self, inbox: &dyn Inbox) {
        let mut pause = self.lease_duration / 3;
        loop {
            tokio::select! {
                biased;
                Some(renewal) = self.renewals.recv() => {
                    self.renew(renewal);
                    continue;
                }
                () = sleep_until(after(Instant::now(), pause).min(self.ends)) => {}
            }
            let ends = ends(Instant::now(), self.lease_duration);
            let extend = LeaseUpdate::Extend { lease_duration: self.lease_duration };
            match timeout_at(self.ends, inbox.update_lease(self.job, self.fence, extend)).await {
                Ok(Ok(true)) => {
                    self.ends = ends;
                    pause = self.lease_duration / 3;
                }
                // The store may answer again before the lease ends.
                Ok(Err(_)) if Instant::now() < self.ends => pause = (self.lease_duration / 30).max(RETRY_PAUSE),
                // This worker has leased the job again.
                Ok(Ok(false) | Err(_)) | Err(_) if self.close() => {}
                // Another worker has the job, or may have it.
                Ok(Ok(false) | Err(_)) | Err(_) => return,
            }
        }
    }
}

/// When a lease ends: after nine tenths of its time.
fn ends(since: Instant, lease_duration: Duration) -> Instant {
    after(since, lease_duration - lease_duration / 10)
}

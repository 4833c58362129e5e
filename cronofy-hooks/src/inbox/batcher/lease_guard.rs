//! [`LeaseGuard`]: leased jobs on their way to a worker that may be gone when they arrive.

use tokio::sync::mpsc;

use crate::inbox::lease::LeasedJob;

/// Leased jobs on their way to a worker. Dropped on the way, it sends them back: a worker that stops
/// waiting must not keep them from others until their leases end.
#[derive(Debug)]
pub(super) struct LeaseGuard {
    pub(super) jobs: Vec<LeasedJob>,
    pub(super) returns: mpsc::UnboundedSender<Vec<LeasedJob>>,
}

impl LeaseGuard {
    pub(super) fn take(mut self) -> Vec<LeasedJob> {
        std::mem::take(&mut self.jobs)
    }
}

impl Drop for LeaseGuard {
    fn drop(&mut self) {
        let jobs = std::mem::take(&mut self.jobs);
        if !jobs.is_empty() {
            // When the task that writes has ended, the leases end by themselves.
            let _ = self.returns.send(jobs);
        }
    }
}

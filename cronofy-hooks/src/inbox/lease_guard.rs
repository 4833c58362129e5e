//! [`LeaseGuard`]: leased jobs on their way to a worker, who may be gone when they arrive.

use tokio::sync::mpsc;

use super::lease::LeasedJob;

/// Leased jobs on their way to a worker. They go back when nobody opens it: a worker that stops to
/// wait must not keep them from others until their lease ends.
#[derive(Debug)]
pub(super) struct LeaseGuard {
    leased: Vec<LeasedJob>,
    returns: mpsc::UnboundedSender<Vec<LeasedJob>>,
}

impl LeaseGuard {
    pub(super) fn new(leased: Vec<LeasedJob>, returns: mpsc::UnboundedSender<Vec<LeasedJob>>) -> Self {
        Self { leased, returns }
    }

    pub(super) fn open(mut self) -> Vec<LeasedJob> {
        std::mem::take(&mut self.leased)
    }
}

impl Drop for LeaseGuard {
    fn drop(&mut self) {
        let leased = std::mem::take(&mut self.leased);
        if !leased.is_empty() {
            // Without anybody to take them back, the leases end by themselves.
            let _ = self.returns.send(leased);
        }
    }
}

//! [`Parcel`]: leased units on their way to a worker, who may be gone when they arrive.

use tokio::sync::mpsc;

use super::lease::Leased;

/// Leased units on their way to a worker. They go back when nobody opens it: a worker that stops to
/// wait must not keep them from others until their lease ends.
#[derive(Debug)]
pub(super) struct Parcel {
    leased: Vec<Leased>,
    returns: mpsc::UnboundedSender<Vec<Leased>>,
}

impl Parcel {
    pub(super) fn new(leased: Vec<Leased>, returns: mpsc::UnboundedSender<Vec<Leased>>) -> Self {
        Self { leased, returns }
    }

    pub(super) fn open(mut self) -> Vec<Leased> {
        std::mem::take(&mut self.leased)
    }
}

impl Drop for Parcel {
    fn drop(&mut self) {
        let leased = std::mem::take(&mut self.leased);
        if !leased.is_empty() {
            // Without anybody to take them back, the leases end by themselves.
            let _ = self.returns.send(leased);
        }
    }
}

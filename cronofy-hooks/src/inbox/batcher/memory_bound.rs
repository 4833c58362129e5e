//! [`MemoryBound`]: how many bytes of deliveries may wait to be written.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::inbox::new_delivery::{NewDelivery, NewJob};

/// The bytes of deliveries that may wait to be written or be written at once: 4,096 deliveries of a
/// megabyte each would fill the memory of the machine. A delivery that is larger passes alone.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// The bytes of the deliveries that wait or are being written.
#[derive(Clone, Debug, Default)]
pub(super) struct MemoryBound(Arc<AtomicUsize>);

/// Bytes that count as waiting until this is dropped.
#[derive(Debug)]
pub(super) struct Reservation {
    bytes: usize,
    bound: MemoryBound,
}

impl MemoryBound {
    /// `None` when too many bytes wait already.
    pub(super) fn reserve(&self, delivery: &NewDelivery) -> Option<Reservation> {
        let bytes = size(delivery);
        let with = |waiting: usize| {
            let all = waiting.saturating_add(bytes);
            (waiting == 0 || all <= MOST_BYTES).then_some(all)
        };
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, with).ok()?;
        Some(Reservation { bytes, bound: self.clone() })
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.bound.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// The bytes that differ from delivery to delivery.
fn size(delivery: &NewDelivery) -> usize {
    let of_job = |job: &NewJob| {
        let texts = [job.key.as_ref(), job.join.as_ref().map(|join| &join.topic)];
        job.name.len() + texts.into_iter().flatten().map(String::len).sum::<usize>()
    };
    delivery.head.len() + delivery.body.len() + delivery.jobs.iter().map(of_job).sum::<usize>()
}

//! How many bytes of deliveries may wait to be written.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::inbox::new_delivery::{NewDelivery, NewJob};

/// The bytes of deliveries that may wait to be written or be written at once: 4,096 deliveries of a
/// megabyte each would fill the memory of the machine.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// Bytes that count as waiting until this is dropped.
pub(super) type Reservation = OwnedSemaphorePermit;

/// Reserves the bytes of a delivery, if they are free. A delivery with more than all bytes takes all of them, so it
/// passes alone.
pub(super) fn reserve(free: &Arc<Semaphore>, delivery: &NewDelivery) -> Option<Reservation> {
    let of_job = |job: &NewJob| {
        let texts = [job.key.as_ref(), job.join.as_ref().map(|join| &join.topic)];
        job.name.len() + texts.into_iter().flatten().map(String::len).sum::<usize>()
    };
    // The bytes that differ from delivery to delivery.
    let bytes = delivery.head.len() + delivery.body.len() + delivery.jobs.iter().map(of_job).sum::<usize>();
    Arc::clone(free).try_acquire_many_owned(u32::try_from(bytes.min(MOST_BYTES)).unwrap_or(u32::MAX)).ok()
}

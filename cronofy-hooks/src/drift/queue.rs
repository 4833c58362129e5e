//! The bodies that wait to be compared, in bounded memory.

use std::collections::VecDeque;

use bytes::Bytes;
use jiff::Timestamp;

/// The most bodies that wait.
const MOST: usize = 1024;
/// The most bytes of bodies that wait.
const MOST_BYTES: usize = 4 << 20;

/// Bodies, each with the time at which it arrived.
#[derive(Default)]
pub(super) struct BodyQueue {
    bodies: VecDeque<(Bytes, Timestamp)>,
    bytes: usize,
    dropped: u64,
    /// Whether a task will take them.
    pub(super) is_scheduled: bool,
}

impl BodyQueue {
    /// Adds a body, or counts it as dropped.
    pub(super) fn push(&mut self, body: &Bytes, at: Timestamp) {
        if self.bodies.len() == MOST || self.bytes + body.len() > MOST_BYTES {
            self.dropped += 1;
            return;
        }
        self.bytes += body.len();
        self.bodies.push_back((body.clone(), at));
    }

    /// Takes all bodies.
    pub(super) fn take(&mut self) -> VecDeque<(Bytes, Timestamp)> {
        self.bytes = 0;
        std::mem::take(&mut self.bodies)
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_bounded_by_number_and_by_bytes() {
        let push =
            |queue: &mut BodyQueue, bytes: usize| queue.push(&Bytes::from(vec![b' '; bytes]), Timestamp::UNIX_EPOCH);
        let mut queue = BodyQueue::default();
        (0..MOST + 3).for_each(|_| push(&mut queue, 1));
        assert_eq!((queue.dropped(), queue.take().len()), (3, MOST));
        push(&mut queue, MOST_BYTES);
        push(&mut queue, 1);
        assert_eq!((queue.dropped(), queue.take().len()), (4, 1));
        push(&mut queue, MOST_BYTES);
        assert_eq!((queue.dropped(), queue.take().len()), (4, 1));
    }
}

//! [`Starts`]: when handlers started.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// When the handlers of the first so many messages started, and how many did.
#[derive(Debug)]
pub(crate) struct Starts {
    started: Instant,
    /// Nanoseconds, plus one; 0 where none has started.
    times: Vec<AtomicU64>,
    count: AtomicU64,
}

impl Starts {
    pub(crate) fn of_the_first(messages: usize) -> Self {
        let times = std::iter::repeat_with(AtomicU64::default).take(messages).collect();
        Self { started: Instant::now(), times, count: AtomicU64::new(0) }
    }

    /// Records that the handler of this message has started.
    pub(crate) fn record(&self, number: u64) {
        let time = usize::try_from(number).ok().and_then(|number| self.times.get(number));
        if let Some(time) = time {
            let now = u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX - 1) + 1;
            // The first start counts.
            let _ = time.compare_exchange(0, now, Ordering::AcqRel, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::AcqRel);
    }

    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Acquire)
    }

    /// When the handler of this message started.
    pub(crate) fn time(&self, number: usize) -> Option<Instant> {
        let nanoseconds = self.times.get(number)?.load(Ordering::Acquire).checked_sub(1)?;
        Some(self.started + Duration::from_nanos(nanoseconds))
    }
}

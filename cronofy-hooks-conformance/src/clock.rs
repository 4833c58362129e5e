//! [`ManualClock`]: the time of an engine under test.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

/// A clock that moves only when a test moves it. Clones show the same time.
///
/// ```
/// use std::time::Duration;
/// use cronofy_hooks_conformance::ManualClock;
///
/// let clock = ManualClock::new();
/// let of_the_engine = clock.clone();
/// clock.advance(Duration::from_secs(5));
/// assert_eq!(of_the_engine.now().to_string(), "2026-01-01T00:00:05Z");
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Timestamp>>);

impl ManualClock {
    /// The beginning of 2026, seconds of the epoch.
    const START: i64 = 1_767_225_600;

    /// Shows the beginning of 2026.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Timestamp::constant(Self::START, 0))))
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves it on, at most to the end of time.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(Timestamp::MAX);
    }

    /// Makes it show another time; it may go back.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

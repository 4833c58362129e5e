//! [`Clock`]: the time of an engine under test.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::model::later;

/// A clock that moves only when a test moves it. Clones show the same time.
///
/// ```
/// use std::time::Duration;
/// use cronofy_hooks::testing::inbox::Clock;
///
/// let clock = Clock::new();
/// let of_the_engine = clock.clone();
/// clock.advance(Duration::from_secs(5));
/// assert_eq!(of_the_engine.now().to_string(), "2026-01-01T00:00:05Z");
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<Timestamp>>);

impl Clock {
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

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = later(*now, by);
    }

    /// Makes it show another time; it may go back.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

//! [`TestClock`]: the time of a test.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// A clock that moves only when the test moves it. Clones show the same time.
///
/// Give its [reader](TestClock::reader) to what keeps the time of the application, once: to the inbox, whose time
/// the hooks take, or to [`Hooks::clock`](crate::Hooks::clock) where there is no inbox. With the sandbox, take the
/// sandbox's own clock instead, as [the recipes](crate::documentation::testing) show.
///
/// ```
/// use std::time::Duration;
/// use cronofy_hooks::testing::TestClock;
/// use cronofy_hooks::{Hooks, Secrets, handlers};
///
/// let clock = TestClock::new();
/// let hooks = Hooks::new(Secrets::new(["CRN_secret"])?).handlers(handlers![..]).clock(clock.reader());
/// clock.advance(Duration::from_secs(5));
/// assert_eq!(clock.now().to_string(), "2026-01-01T00:00:05Z");
/// # Ok::<(), cronofy_hooks::SecretsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    /// Shows the beginning of 2026.
    #[must_use]
    pub fn new() -> Self {
        Self::at(Timestamp::constant(1_767_225_600, 0))
    }

    /// Shows a time.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves it on; at the latest time of all it stays.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(Timestamp::MAX);
    }

    /// Makes it show another time; it may go back.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// What reads it, for the setting `clock` of hooks and inboxes.
    pub fn reader(&self) -> impl Fn() -> Timestamp + Clone + Send + Sync + 'static {
        let clock = self.clone();
        move || clock.now()
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_as_far_as_a_time_goes_and_back() {
        let clock = TestClock::new();
        let reader = clock.reader();
        clock.advance(Duration::from_millis(1500));
        assert_eq!(reader().to_string(), "2026-01-01T00:00:01.5Z");
        clock.advance(Duration::MAX);
        assert_eq!(reader(), Timestamp::MAX);
        clock.set(Timestamp::UNIX_EPOCH);
        assert_eq!(reader(), Timestamp::UNIX_EPOCH);
    }
}

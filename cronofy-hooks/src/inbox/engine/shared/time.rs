//! Times as the engines store them: microseconds since 1970.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::Clock;

/// A clock that a test gave to an engine. Without one, SQLite takes the time of the system, and
/// PostgreSQL that of the database, which is the same for all machines.
#[derive(Clone, Default)]
pub(crate) struct EngineClock(Option<Clock>);

impl EngineClock {
    pub(crate) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(now)))
    }

    /// The time of the given clock, if there is one.
    pub(crate) fn given(&self) -> Option<i64> {
        self.0.as_ref().map(|now| micros(now()))
    }

    /// The given clock itself, for the hooks.
    pub(crate) fn shared(&self) -> Option<Clock> {
        self.0.clone()
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn given_or_system(&self) -> i64 {
        self.given().unwrap_or_else(|| micros(Timestamp::now()))
    }
}

impl fmt::Debug for EngineClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "EngineClock(given)" } else { "EngineClock" })
    }
}

/// Rounds down, also before 1970: a handler that reads changes since a time must not miss one.
pub(crate) fn micros(time: Timestamp) -> i64 {
    i64::try_from(time.as_nanosecond().div_euclid(1000)).unwrap_or(i64::MAX)
}

/// The nearest time that a [`Timestamp`] can have: the store may hold any number.
pub(crate) fn timestamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// A duration that can be added to any time, or subtracted from it, without overflow.
pub(crate) fn span(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX).min(i64::MAX / 2)
}

/// How long from now until a time; zero when it has passed.
pub(crate) fn until(now: i64, due: i64) -> Duration {
    Duration::from_micros(u64::try_from(due.saturating_sub(now)).unwrap_or(0))
}

/// A time from now, at most the last that a [`Timestamp`] can have.
#[cfg(feature = "sqlite")]
pub(crate) fn after(now: i64, duration: Duration) -> i64 {
    now.saturating_add(span(duration)).min(Timestamp::MAX.as_microsecond())
}

/// A time before now.
#[cfg(feature = "sqlite")]
pub(crate) fn before(now: i64, duration: Duration) -> i64 {
    now.saturating_sub(span(duration))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overflows() {
        let (first, last) = (micros(Timestamp::MIN), micros(Timestamp::MAX));
        assert_eq!(last.checked_add(span(Duration::MAX)).map(timestamp), Some(Timestamp::MAX));
        assert_eq!(first.checked_sub(span(Duration::MAX)).map(timestamp), Some(Timestamp::MIN));
        assert_eq!(until(i64::MAX, i64::MIN), Duration::ZERO);
        assert_eq!(timestamp(i64::MAX), Timestamp::MAX);
        assert_eq!(timestamp(i64::MIN), Timestamp::MIN);
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn no_sum_overflows() {
        let last = Timestamp::MAX.as_microsecond();
        assert_eq!(after(0, Duration::MAX), last);
        assert_eq!(after(i64::MAX, Duration::from_micros(1)), last);
        assert_eq!(before(i64::MIN, Duration::MAX), i64::MIN);
    }

    #[test]
    fn a_time_is_rounded_down() {
        for (nanoseconds, expected) in [(1_999, 1), (1_000, 1), (-1, -1), (-1_000, -1), (-1_001, -2)] {
            assert_eq!(Timestamp::from_nanosecond(nanoseconds).map(micros).ok(), Some(expected));
        }
    }
}

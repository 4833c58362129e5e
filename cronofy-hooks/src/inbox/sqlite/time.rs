//! Times as they are stored: microseconds since 1970.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

/// What says how late it is.
#[derive(Clone)]
pub(super) struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    pub(super) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(super) fn now(&self) -> i64 {
        micros((self.0)())
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(Timestamp::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Rounds down, also before 1970: a run that goes back to a time must not start after it.
pub(super) fn micros(time: Timestamp) -> i64 {
    i64::try_from(time.as_nanosecond().div_euclid(1000)).unwrap_or(i64::MAX)
}

/// The nearest time that can be told, for whatever is stored.
pub(super) fn timestamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// A time from now, or the last that can be told.
pub(super) fn after(now: i64, duration: Duration) -> i64 {
    now.saturating_add(span(duration)).min(Timestamp::MAX.as_microsecond())
}

/// A time ago.
pub(super) fn before(now: i64, duration: Duration) -> i64 {
    now.saturating_sub(span(duration))
}

/// How long from now until a time.
pub(super) fn until(now: i64, due: i64) -> Duration {
    Duration::from_micros(u64::try_from(due.saturating_sub(now)).unwrap_or(0))
}

fn span(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overflows() {
        let last = Timestamp::MAX.as_microsecond();
        assert_eq!(after(0, Duration::MAX), last);
        assert_eq!(after(i64::MAX, Duration::from_micros(1)), last);
        assert_eq!(before(i64::MIN, Duration::MAX), i64::MIN);
        assert_eq!(until(i64::MAX, i64::MIN), Duration::ZERO);
        assert_eq!(timestamp(i64::MAX), Timestamp::MAX);
        assert_eq!(timestamp(i64::MIN), Timestamp::MIN);
    }

    #[test]
    fn a_time_is_rounded_down() {
        for (nanoseconds, expected) in [(1_999, 1), (1_000, 1), (-1, -1), (-1_000, -1), (-1_001, -2)] {
            assert_eq!(Timestamp::from_nanosecond(nanoseconds).map(micros).ok(), Some(expected));
        }
    }
}

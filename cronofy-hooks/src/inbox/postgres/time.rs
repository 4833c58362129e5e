//! Times as they are stored: microseconds since 1970.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

/// The time of the database in SQL, where no other is given: it is the same for all machines. It
/// goes on while a statement waits.
pub(super) const OF_THE_DATABASE: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
/// The same, when a message came: it is that for all rows.
const OF_THE_MESSAGE: &str = "(extract(epoch FROM statement_timestamp()) * 1000000)::bigint";

/// A time for tests, instead of that of the database.
#[derive(Clone, Default)]
pub(super) struct Clock(Option<Arc<dyn Fn() -> Timestamp + Send + Sync>>);

impl Clock {
    pub(super) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(now)))
    }

    /// `None`: the database knows.
    pub(super) fn now(&self) -> Option<i64> {
        self.0.as_ref().map(|now| micros(now()))
    }

    /// The time of one look at the tables, as an expression of SQL. A number is all that comes from
    /// outside.
    pub(super) fn sql(&self) -> String {
        self.now().map_or_else(|| OF_THE_MESSAGE.to_owned(), |now| format!("({now})::bigint"))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Clock(given)" } else { "Clock(of the database)" })
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

/// A duration that can be added to any time, or taken from it, and does not overflow.
pub(super) fn span(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX).min(i64::MAX / 2)
}

/// How long from now until a time.
pub(super) fn until(now: i64, due: i64) -> Duration {
    Duration::from_micros(u64::try_from(due.saturating_sub(now)).unwrap_or(0))
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
    }

    #[test]
    fn a_time_is_rounded_down() {
        for (nanoseconds, expected) in [(1_999, 1), (1_000, 1), (-1, -1), (-1_000, -1), (-1_001, -2)] {
            assert_eq!(Timestamp::from_nanosecond(nanoseconds).map(micros).ok(), Some(expected));
        }
    }
}

//! [`Clock`]: what says how late it is, and times from then.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::super::micros::{micros, span};

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

/// A time from now, or the last that can be told.
pub(super) fn after(now: i64, duration: Duration) -> i64 {
    now.saturating_add(span(duration)).min(Timestamp::MAX.as_microsecond())
}

/// A time ago.
pub(super) fn before(now: i64, duration: Duration) -> i64 {
    now.saturating_sub(span(duration))
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
    }
}

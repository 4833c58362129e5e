//! Times that do not overflow.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// A time and a duration; the end of time if it is beyond it.
pub(in crate::testing::inbox) fn later(time: Timestamp, by: Duration) -> Timestamp {
    let sum = SignedDuration::try_from(by).ok().and_then(|by| time.checked_add(by).ok());
    sum.unwrap_or(Timestamp::MAX)
}

/// A time less a duration; the beginning of time if it is before it.
pub(in crate::testing::inbox) fn earlier(time: Timestamp, by: Duration) -> Timestamp {
    let difference = SignedDuration::try_from(by).ok().and_then(|by| time.checked_sub(by).ok());
    difference.unwrap_or(Timestamp::MIN)
}

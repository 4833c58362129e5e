//! Times in forms: `2026-01-17T09:30`, in UTC.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// The value of a `datetime-local` field.
pub(super) fn format(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

pub(super) fn parse(value: &str) -> Option<Timestamp> {
    let time: DateTime = value.trim().parse().ok()?;
    time.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

pub(super) fn next_hour(now: Timestamp) -> Timestamp {
    let hour = now.as_second().div_euclid(3_600) * 3_600;
    Timestamp::from_second(hour).ok().and_then(|hour| hour.checked_add(1.hour()).ok()).unwrap_or(now)
}

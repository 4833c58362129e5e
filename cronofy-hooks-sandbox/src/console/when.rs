//! Times in forms: `2026-01-17T09:30`, in UTC.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// As a field for a date and a time takes it.
pub(super) fn typed(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

pub(super) fn read(typed: &str) -> Option<Timestamp> {
    let written: DateTime = typed.trim().parse().ok()?;
    written.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// The next full hour.
pub(super) fn next_hour(now: Timestamp) -> Timestamp {
    let begun = now.as_second().div_euclid(3_600) * 3_600;
    Timestamp::from_second(begun).ok().and_then(|hour| hour.checked_add(1.hour()).ok()).unwrap_or(now)
}

//! Words for counts and times.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

const DAY: u64 = 86_400;

/// `1 delivery`, `2 deliveries`.
#[must_use]
pub fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// A length of time, before or after, in its two largest units: `1 h 30 min`.
#[must_use]
pub fn span(length: SignedDuration) -> String {
    let units: Vec<_> = units(length.as_secs().unsigned_abs()).collect();
    if units.is_empty() { "0 s".to_owned() } else { units.join(" ") }
}

/// How long ago a time is, or when it comes, in its largest unit: `5 min ago`, `in 2 h`, `now`.
#[must_use]
pub fn relative_time(time: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(time.as_second());
    match units(seconds.unsigned_abs()).next() {
        None => "now".to_owned(),
        Some(distance) if seconds > 0 => format!("{distance} ago"),
        Some(distance) => format!("in {distance}"),
    }
}

/// How long an answer took: `3.1 ms`, `120 ms`, `5.0 s`.
#[must_use]
pub fn latency(took: Duration) -> String {
    match took.as_secs_f64() * 1e3 {
        millis if millis < 10.0 => format!("{millis:.1} ms"),
        millis if millis < 1e3 => format!("{millis:.0} ms"),
        millis => format!("{:.1} s", millis / 1e3),
    }
}

/// The largest unit and the next one, unless that is 0. Days count from two.
fn units(seconds: u64) -> impl Iterator<Item = String> {
    let (days, rest) = if seconds < 2 * DAY { (0, seconds) } else { (seconds / DAY, seconds % DAY) };
    let units = [(days, "days"), (rest / 3_600, "h"), (rest / 60 % 60, "min"), (rest % 60, "s")];
    let largest = units.into_iter().skip_while(|(count, _)| *count == 0).take(2);
    largest.filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_have_two_units_at_most() {
        assert_eq!(
            [0, 59, 60, 61, 3_600, 3_601, 7_500, 90_061, 172_799, 172_800, 180_000]
                .map(|seconds| span(SignedDuration::from_secs(seconds))),
            [
                "0 s",
                "59 s",
                "1 min",
                "1 min 1 s",
                "1 h",
                "1 h",
                "2 h 5 min",
                "25 h 1 min",
                "47 h 59 min",
                "2 days",
                "2 days 2 h"
            ]
        );
    }

    #[test]
    fn times_are_relative_to_now() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a valid time");
        let now = at("2026-01-05T10:00:00Z");
        for (time, expected) in [
            ("2026-01-05T10:00:00.9Z", "now"),
            ("2026-01-05T09:59:59Z", "1 s ago"),
            ("2026-01-05T09:59:01Z", "59 s ago"),
            ("2026-01-05T09:57:00Z", "3 min ago"),
            ("2026-01-05T08:00:00Z", "2 h ago"),
            ("2026-01-03T10:00:01Z", "47 h ago"),
            ("2026-01-03T10:00:00Z", "2 days ago"),
            ("2026-01-05T10:00:20Z", "in 20 s"),
            ("2026-01-05T11:00:00Z", "in 1 h"),
            ("2026-02-05T10:00:00Z", "in 31 days"),
        ] {
            assert_eq!(relative_time(at(time), now), expected, "{time}");
        }
    }

    #[test]
    fn latencies_have_two_digits_or_more() {
        assert_eq!(
            [3_140, 120_400, 5_000_000].map(|micros| latency(Duration::from_micros(micros))),
            ["3.1 ms", "120 ms", "5.0 s"]
        );
    }
}

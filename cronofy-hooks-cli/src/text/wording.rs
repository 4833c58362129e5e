//! Words for counts, times and outcomes.
//!
//! This file needs nothing else of this crate: the console of the sandbox describes the same things.

use std::time::Duration;

#[cfg(feature = "sandbox")]
use cronofy_hooks_sandbox::AttemptOutcome;
use jiff::Timestamp;

/// `1 delivery`, `2 deliveries`.
pub(crate) fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// `a, b or c`.
pub(crate) fn one_of(words: &[&str]) -> String {
    match words {
        [several @ .., last] if !several.is_empty() => format!("{} or {last}", several.join(", ")),
        words => words.concat(),
    }
}

/// `5 min ago`, `in 2 h`, `now`.
pub(crate) fn relative_time(time: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(time.as_second());
    let distance = match seconds.unsigned_abs() {
        0 => return "now".to_owned(),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds @ 3_600..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    };
    if seconds > 0 { format!("{distance} ago") } else { format!("in {distance}") }
}

/// A time, and how long before or after now it is.
pub(crate) fn time_and_age(time: Timestamp, now: Timestamp) -> String {
    format!("{}  {}", whole_seconds(time), relative_time(time, now))
}

/// A time without fractions of a second.
pub(crate) fn whole_seconds(time: Timestamp) -> String {
    format!("{time:.0}")
}

/// Milliseconds, rounded to microseconds.
pub(crate) fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}

/// `204 in 3.1 ms`, or why there was no answer.
#[cfg(feature = "sandbox")]
pub(crate) fn attempt_outcome(outcome: &AttemptOutcome, took: Duration) -> String {
    match outcome {
        AttemptOutcome::Answered(status) => format!("{status} in {:.1} ms", milliseconds(took)),
        AttemptOutcome::TimedOut => "no answer in time".to_owned(),
        AttemptOutcome::Failed(reason) => format!("not delivered: {reason}"),
        AttemptOutcome::Lost => "lost on the way".to_owned(),
    }
}

/// What the status of an answer means to the service.
pub(crate) const fn status_meaning(status: u16) -> &'static str {
    match status {
        200..300 => "accepted: the service counts it as delivered",
        300..400 => "a redirect: the service counts every status but 2xx as a failure, and sends it again",
        400 => "the receiver cannot parse the body as JSON",
        401 => "the signature does not match: the receiver has another client secret",
        404 => "no receiver at this path: check the path of the URL",
        405 => "the path takes no POST requests: check the path of the URL",
        413 => "the body is larger than the receiver accepts",
        415 => "the receiver accepts JSON only: check the header Content-Type",
        503 => "the receiver cannot store it now: the service sends it again",
        500..600 => "a handler failed: the service sends it again",
        _ => "not accepted: the service counts every status but 2xx as a failure, and sends it again",
    }
}

/// What a missing answer means to the service.
pub(crate) fn timeout_meaning(deadline: Duration) -> String {
    let seconds = deadline.as_secs();
    format!("no answer within {seconds} seconds: the service counts it as a failure, and sends it again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_joined_with_or() {
        assert_eq!(
            [one_of(&[]), one_of(&["a"]), one_of(&["a", "b"]), one_of(&["a", "b", "c"])],
            ["", "a", "a or b", "a, b or c"]
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
        assert_eq!(whole_seconds(at("2026-01-05T09:59:59.999Z")), "2026-01-05T09:59:59Z");
    }
}

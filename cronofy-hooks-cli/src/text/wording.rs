//! Words for alternatives, times and answers. Those that the console of the sandbox needs as well are in the contract.

use std::time::Duration;

use cronofy_hooks_contract::text::relative_time;
use jiff::Timestamp;

/// `a, b or c`.
pub(crate) fn one_of(words: &[&str]) -> String {
    match words {
        [several @ .., last] if !several.is_empty() => format!("{} or {last}", several.join(", ")),
        words => words.concat(),
    }
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
}

//! Words for alternatives and times. Those that the console of the sandbox needs as well are in the contract.

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

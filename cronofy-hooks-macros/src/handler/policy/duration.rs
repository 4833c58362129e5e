//! The values in quotes: a time, two times with `..` between them, or `off`.

use super::model::{CheckedBackoff, CheckedWindow};

/// The units with their milliseconds.
pub(super) const UNITS: [(&str, u64); 5] =
    [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

const MAX_MILLIS: u64 = 366 * 86_400_000;

/// Why a text is not a value of its option.
#[derive(Debug)]
pub(super) enum DurationError {
    /// The text has none of the documented forms.
    Form(String),
    TooLong(String),
    Zero,
    Reversed {
        first: String,
        longest: String,
    },
}

pub(super) fn parse_timeout(text: &str) -> Result<u64, DurationError> {
    not_zero(parse_time(text)?)
}

pub(super) fn parse_window(text: &str) -> Result<CheckedWindow, DurationError> {
    match text {
        "off" => Ok(CheckedWindow::Off),
        time => parse_timeout(time).map(CheckedWindow::Of),
    }
}

/// Parses `1s..1h`, or `30s` for a delay that does not grow.
pub(super) fn parse_backoff(text: &str) -> Result<CheckedBackoff, DurationError> {
    let (first, longest) = text.split_once("..").unwrap_or((text, text));
    // The message quotes the whole value, not the half that has the mistake.
    let parse = |time| {
        parse_time(time).map_err(|error| match error {
            DurationError::Form(_) => DurationError::Form(text.to_owned()),
            error => error,
        })
    };
    let backoff = CheckedBackoff { first: not_zero(parse(first)?)?, longest: parse(longest)? };
    if backoff.first > backoff.longest {
        return Err(DurationError::Reversed { first: first.to_owned(), longest: longest.to_owned() });
    }
    Ok(backoff)
}

/// Parses a whole number and a unit into milliseconds.
fn parse_time(text: &str) -> Result<u64, DurationError> {
    let unit_at = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let millis = UNITS.iter().find(|(name, _)| *name == unit && !number.is_empty());
    let (_, millis) = millis.ok_or_else(|| DurationError::Form(text.to_owned()))?;
    // A number that does not fit into 64 bits is too long in every unit.
    let time = number.parse::<u64>().ok().and_then(|number| number.checked_mul(*millis));
    time.filter(|time| *time <= MAX_MILLIS).ok_or_else(|| DurationError::TooLong(text.to_owned()))
}

fn not_zero(time: u64) -> Result<u64, DurationError> {
    if time == 0 { Err(DurationError::Zero) } else { Ok(time) }
}

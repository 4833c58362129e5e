//! Times as they are written: a whole number and a unit. And what was meant, when they are not.

use super::text::{Mistake, Refused};

/// The units, with their milliseconds, the shortest first.
pub(super) const UNITS: [(&str, u64); 5] =
    [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// The longest time.
const LONGEST: u64 = 366 * 86_400_000;

/// The milliseconds.
pub(super) fn parse(text: &str) -> Result<u64, Refused> {
    let (number, rest) = number(text);
    let unit = UNITS.iter().find(|(unit, _)| *unit == rest);
    let Some((_, millis)) = unit.filter(|_| !number.is_empty()) else {
        return Err(Refused::new(mistake(text), meant(text.trim_start_matches('-'))));
    };
    let time = number.parse::<u64>().ok().and_then(|number| number.checked_mul(*millis));
    match time.filter(|time| *time <= LONGEST) {
        Some(time) => Ok(time),
        None => Err(Refused::new(Mistake::TooLong(text.to_owned()), Some(written(LONGEST)))),
    }
}

/// The unit at the end, if there is a number before it.
pub(super) fn unit_of(text: &str) -> Option<&str> {
    let (_, unit) = number(text);
    parse(text).ok().map(|_| unit)
}

/// The digits at the beginning, and what follows them.
fn number(text: &str) -> (&str, &str) {
    text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()))
}

/// What is wrong with a text that is not a number and a unit.
fn mistake(text: &str) -> Mistake {
    let (digits, rest) = number(text);
    let text_of = || text.to_owned();
    match rest.chars().next() {
        _ if text.is_empty() => Mistake::Empty,
        Some('-') if digits.is_empty() && !number(&rest[1..]).0.is_empty() => Mistake::Negative(text_of()),
        _ if digits.is_empty() => Mistake::NotATime(text_of()),
        None if digits.bytes().all(|digit| digit == b'0') => Mistake::Zero,
        None => Mistake::UnitMissing(text_of()),
        Some('.') => Mistake::NotWhole(text_of()),
        Some(_) if rest.chars().all(char::is_alphabetic) => Mistake::UnknownUnit(rest.to_owned()),
        Some(_) if meant(text).is_some() => Mistake::SeveralUnits(text_of()),
        Some(_) => Mistake::NotATime(text_of()),
    }
}

/// What a time such as `5`, `5min`, `1h30m` or `1.5s` says.
fn meant(text: &str) -> Option<String> {
    let mut rest = text;
    let mut time = 0_u64;
    while !rest.is_empty() {
        let (digits, after) = number(rest);
        let (fraction, after) = after.strip_prefix('.').map_or(("", after), number);
        let (unit, after) = after.split_at(after.find(|letter: char| !letter.is_alphabetic()).unwrap_or(after.len()));
        // A number without a unit counts seconds, if nothing stands beside it.
        if unit.is_empty() && !(after.is_empty() && rest.len() == text.len()) {
            return None;
        }
        let number = format!("{digits}{fraction}").parse::<u64>().ok()?;
        let parts = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        time = time.checked_add(number.checked_mul(millis_of(unit)?)? / parts)?;
        rest = after;
    }
    (time <= LONGEST).then(|| written(time))
}

/// What people call the units.
fn millis_of(unit: &str) -> Option<u64> {
    match unit.to_lowercase().as_str() {
        "ms" | "msec" | "msecs" | "milli" | "millis" | "millisecond" | "milliseconds" => Some(1),
        "" | "s" | "sec" | "secs" | "second" | "seconds" => Some(1_000),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60_000),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(3_600_000),
        "d" | "day" | "days" => Some(86_400_000),
        "w" | "week" | "weeks" => Some(7 * 86_400_000),
        _ => None,
    }
}

/// A time in the longest unit in which it is a whole number.
fn written(time: u64) -> String {
    let units = UNITS.iter().rev();
    let mut fitting = units.filter(|(_, millis)| time >= *millis && time.is_multiple_of(*millis));
    let (unit, millis) = fitting.next().unwrap_or(&UNITS[1]);
    format!("{}{unit}", time / millis)
}

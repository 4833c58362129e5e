//! [`When`] and [`Age`]: times and lengths of time as people write them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// A time: `2026-01-05T10:00:00Z`, `2026-01-05` or `2h` (ago).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    At(Timestamp),
    Ago(Age),
}

impl When {
    /// The time that it means now.
    pub(crate) fn resolve(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::Ago(Age(ago)) => now.checked_sub(ago).unwrap_or(Timestamp::MIN),
        }
    }
}

impl FromStr for When {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        if let Ok(age) = text.parse() {
            return Ok(Self::Ago(age));
        }
        // A date in jiff's eyes is also the beginning of many things that are not.
        let date = (text.len() == "2026-01-05".len()).then(|| text.parse::<Date>().ok()).flatten();
        let midnight = date.and_then(|date| Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
        midnight.or_else(|| text.parse().ok()).map(Self::At).ok_or(NotATime)
    }
}

/// A text that names no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time; write `2h` for 2 hours ago, `2026-01-05`, or `2026-01-05T10:00:00Z`")
    }
}

impl std::error::Error for NotATime {}

/// A length of time: `90s`, `30m`, `2h`, `3d`, `1w`, or several of them: `1h30m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Age(pub(crate) Duration);

impl FromStr for Age {
    type Err = NotAnAge;

    fn from_str(text: &str) -> Result<Self, NotAnAge> {
        let mut rest = text;
        let mut seconds = 0_u64;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: u64 = rest[..digits].parse().map_err(|_| NotAnAge)?;
            let unit = match rest[digits..].chars().next() {
                Some('s') => 1,
                Some('m') => 60,
                Some('h') => 60 * 60,
                Some('d') => 24 * 60 * 60,
                Some('w') => 7 * 24 * 60 * 60,
                _ => return Err(NotAnAge),
            };
            let more = number.checked_mul(unit).ok_or(NotAnAge)?;
            seconds = seconds.checked_add(more).ok_or(NotAnAge)?;
            rest = &rest[digits + 1..];
        }
        if text.is_empty() { Err(NotAnAge) } else { Ok(Self(Duration::from_secs(seconds))) }
    }
}

/// A text that names no length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotAnAge;

impl fmt::Display for NotAnAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a length of time; write a number and `s`, `m`, `h`, `d` or `w`, such as `72h`")
    }
}

impl std::error::Error for NotAnAge {}

/// How long before or after now a time is, in words.
pub(crate) fn in_words(time: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(time.as_second());
    let words = match seconds.unsigned_abs() {
        0 => return "now".to_owned(),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds @ 3_600..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    };
    if seconds > 0 { format!("{words} ago") } else { format!("in {words}") }
}

/// A time for people: without fractions of a second.
pub(crate) fn for_people(time: Timestamp) -> String {
    format!("{time:.0}")
}

#[cfg(test)]
mod tests;

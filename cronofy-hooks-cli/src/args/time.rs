//! [`When`] and [`Age`]: points in time and lengths of time on the command line.

use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

const NOT_A_TIME: &str = "not a time; write `2h` for 2 hours ago, `2026-01-05`, or `2026-01-05T10:00:00Z`";
const NOT_AN_AGE: &str = "not a length of time; write a number and `s`, `m`, `h`, `d` or `w`, such as `72h`";

/// A point in time: `2026-01-05T10:00:00Z`, `2026-01-05` or `2h` (ago).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    At(Timestamp),
    Ago(Age),
}

impl When {
    /// The point in time, counted from `now`.
    pub(crate) fn resolve(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::Ago(Age(ago)) => now.checked_sub(ago).unwrap_or(Timestamp::MIN),
        }
    }
}

impl FromStr for When {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(age) = text.parse() {
            return Ok(Self::Ago(age));
        }
        // jiff parses a date also from longer texts that begin with one.
        let date = (text.len() == "2026-01-05".len()).then(|| text.parse::<Date>().ok()).flatten();
        let midnight = date.and_then(|date| Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
        midnight.or_else(|| text.parse().ok()).map(Self::At).ok_or(NOT_A_TIME)
    }
}

/// A length of time: `90s`, `30m`, `2h`, `3d`, `1w`, or a sum of them: `1h30m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Age(pub(crate) Duration);

impl FromStr for Age {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut rest = text;
        let mut seconds = 0_u64;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: u64 = rest[..digits].parse().map_err(|_| NOT_AN_AGE)?;
            let unit = match rest[digits..].chars().next() {
                Some('s') => 1,
                Some('m') => 60,
                Some('h') => 60 * 60,
                Some('d') => 24 * 60 * 60,
                Some('w') => 7 * 24 * 60 * 60,
                _ => return Err(NOT_AN_AGE),
            };
            seconds = number.checked_mul(unit).and_then(|more| seconds.checked_add(more)).ok_or(NOT_AN_AGE)?;
            rest = &rest[digits + 1..];
        }
        if text.is_empty() { Err(NOT_AN_AGE) } else { Ok(Self(Duration::from_secs(seconds))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a valid time")
    }

    #[test]
    fn points_in_time_are_parsed() {
        let now = at("2026-01-05T10:00:00Z");
        for (text, expected) in [
            ("2026-01-05T09:00:00Z", Some("2026-01-05T09:00:00Z")),
            ("2026-01-05t09:00:00.25z", Some("2026-01-05T09:00:00.25Z")),
            ("2026-01-05T11:00:00+02:00", Some("2026-01-05T09:00:00Z")),
            ("2026-01-05", Some("2026-01-05T00:00:00Z")),
            ("0s", Some("2026-01-05T10:00:00Z")),
            ("90s", Some("2026-01-05T09:58:30Z")),
            ("30m", Some("2026-01-05T09:30:00Z")),
            ("2h", Some("2026-01-05T08:00:00Z")),
            ("1h30m", Some("2026-01-05T08:30:00Z")),
            ("3d", Some("2026-01-02T10:00:00Z")),
            ("1w", Some("2025-12-29T10:00:00Z")),
            ("900000w", Some("-009999-01-02T01:59:59Z")),
            ("", None),
            ("now", None),
            ("2", None),
            ("h", None),
            ("-2h", None),
            ("2 h", None),
            ("2hours", None),
            ("2é", None),
            ("2026-01-32", None),
            ("2026-01", None),
            ("2026-01-05T10:00:00", None),
            ("99999999999999999999h", None),
            ("18446744073709551615w", None),
        ] {
            let read = text.parse::<When>().ok().map(|when| when.resolve(now));
            assert_eq!(read, expected.map(at), "{text:?}");
        }
    }

    #[test]
    fn lengths_of_time_are_parsed() {
        for (text, expected) in [
            ("72h", Some(Duration::from_hours(72))),
            ("30d", Some(Duration::from_hours(720))),
            ("1d12h", Some(Duration::from_hours(36))),
            ("0s", Some(Duration::ZERO)),
            ("72", None),
            ("72H", None),
            ("1.5h", None),
        ] {
            assert_eq!(text.parse::<Age>().ok().map(|age| age.0), expected, "{text:?}");
        }
    }
}

//! [`OffsetDateTime`]: a point in time, as the service writes it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::fmt::temporal::{DateTimeParser, PiecesOffset};
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::from_text;

static PARSER: DateTimeParser = DateTimeParser::new();

/// A point in time, with the numeric offset that it was written with.
///
/// Smart invites write `2026-04-21T23:00:00+02:00`, everything else `…Z`. Times of the year 0,
/// which real events carry in `created`, are valid.
///
/// ```
/// use cronofy_hooks::payload::OffsetDateTime;
///
/// let time: OffsetDateTime = "2026-04-21T23:00:00+02:00".parse()?;
/// assert_eq!(time.timestamp(), "2026-04-21T21:00:00Z".parse()?);
/// assert_eq!(time.to_string(), "2026-04-21T23:00:00+02:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The service may send every time of RFC 3339, and [`Timestamp`] holds nearly all of them. The others are
/// kept as they were sent, beside the nearest timestamp:
///
/// ```
/// use cronofy_hooks::jiff::Timestamp;
/// use cronofy_hooks::payload::OffsetDateTime;
///
/// let never: OffsetDateTime = "9999-12-31T23:59:59Z".parse()?;
/// assert_eq!(never.timestamp(), Timestamp::MAX);
/// assert_eq!(never.to_string(), "9999-12-31T23:59:59Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OffsetDateTime {
    timestamp: Timestamp,
    offset: Option<Offset>,
    /// The text, where the timestamp is only the nearest one.
    text: Option<Box<str>>,
}

impl OffsetDateTime {
    /// The point in time, without its offset.
    ///
    /// It is the nearest timestamp where [`Timestamp`] cannot hold the time: in the last two days of the year
    /// 9999, for parts of a nanosecond, and for a leap second.
    #[must_use]
    pub const fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// The numeric offset, or `None` where the time was written with `Z`.
    #[must_use]
    pub const fn offset(&self) -> Option<Offset> {
        self.offset
    }
}

impl From<Timestamp> for OffsetDateTime {
    fn from(timestamp: Timestamp) -> Self {
        Self { timestamp, offset: None, text: None }
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(time: OffsetDateTime) -> Self {
        time.timestamp
    }
}

impl fmt::Display for OffsetDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.text, self.offset) {
            (Some(text), _) => f.write_str(text),
            (None, None) => self.timestamp.fmt(f),
            (None, Some(offset)) => self.timestamp.display_with_offset(offset).fmt(f),
        }
    }
}

impl FromStr for OffsetDateTime {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        match PARSER.parse_timestamp(text) {
            Ok(_) if is_leap_second(text) => nearest(text),
            Ok(timestamp) if text.ends_with(['Z', 'z']) => Ok(timestamp.into()),
            Ok(timestamp) => {
                let pieces = PARSER.parse_pieces(text).map_err(|_| ParseTimeError::time())?;
                Ok(Self { timestamp, offset: pieces.to_numeric_offset(), text: None })
            }
            Err(_) => nearest(text),
        }
    }
}

/// A time that no timestamp holds, with the nearest one.
fn nearest(text: &str) -> Result<OffsetDateTime, ParseTimeError> {
    let refused = |_| ParseTimeError::time();
    let in_nanoseconds = cut_fraction(text);
    let pieces = PARSER.parse_pieces(&in_nanoseconds).map_err(refused)?;
    let (Some(time), Some(offset)) = (pieces.time(), pieces.to_numeric_offset()) else {
        return Err(ParseTimeError::time());
    };
    if pieces.time_zone_annotation().is_some() {
        return Err(ParseTimeError::time());
    }
    let date_time = pieces.date().to_datetime(time);
    // Only the ends of the range are left to fail.
    let end = if date_time.year() > 0 { Timestamp::MAX } else { Timestamp::MIN };
    let timestamp = offset.to_timestamp(date_time).unwrap_or(end);
    let offset = (!matches!(pieces.offset(), Some(PiecesOffset::Zulu))).then_some(offset);
    Ok(OffsetDateTime { timestamp, offset, text: Some(text.into()) })
}

/// The text with at most nine digits after the point of the seconds.
fn cut_fraction(text: &str) -> String {
    let Some((whole, rest)) = text.split_once('.') else { return text.to_owned() };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    format!("{whole}.{}{}", &rest[..digits.min(9)], &rest[digits..])
}

/// `2016-12-31T23:59:60Z`, whose timestamp is the second before.
fn is_leap_second(text: &str) -> bool {
    text.as_bytes().get(16..19) == Some(b":60")
}

/// Text that is no date and no time of RFC 3339. Does not repeat the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimeError {
    expected: &'static str,
}

impl ParseTimeError {
    pub(super) const fn time() -> Self {
        Self { expected: "no time, expected text such as 2026-01-19T15:30:00Z or 2026-01-19T15:30:00+01:00" }
    }

    pub(super) const fn date_or_time() -> Self {
        Self {
            expected: "no date and no time, expected text such as 2026-01-19, 2026-01-19T15:30:00Z or 2026-01-19T15:30:00+01:00",
        }
    }
}

impl fmt::Display for ParseTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }
}

impl std::error::Error for ParseTimeError {}

impl Serialize for OffsetDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OffsetDateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a time such as 2026-01-19T15:30:00Z")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_time_outside_the_range_of_timestamps_keeps_its_text() {
        let second = "9999-12-30T22:00:00Z".parse::<OffsetDateTime>().unwrap();
        assert_eq!(second.text, None, "the last second that a timestamp holds");
        for (text, timestamp, has_offset) in [
            ("9999-12-31T23:59:59Z", Timestamp::MAX, false),
            ("9999-12-31T23:59:59-23:59", Timestamp::MAX, true),
            ("2026-01-19T15:30:00.1234567891Z", "2026-01-19T15:30:00.123456789Z".parse().unwrap(), false),
            ("2026-01-19T16:30:00.1234567891+01:00", "2026-01-19T15:30:00.123456789Z".parse().unwrap(), true),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z".parse().unwrap(), false),
        ] {
            let time: OffsetDateTime = text.parse().unwrap();
            assert_eq!((time.timestamp(), time.offset().is_some()), (timestamp, has_offset), "{text}");
            assert_eq!(time.to_string(), text);
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", "2026-01-19", "2026-01-19T15:30:00", "2026-13-01T00:00:00Z", "9999-12-31T23:59:59", "1.é"] {
            assert_eq!(text.parse::<OffsetDateTime>(), Err(ParseTimeError::time()), "{text}");
        }
    }
}

//! [`EventTime`]: the shapes in which the service writes when an event starts and ends.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::Offset;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::wire::Text;

/// An instant, with the numeric offset it was written with.
///
/// Smart invites write `2026-04-21T23:00:00+02:00`, everything else `…Z`. Instants of the year 0,
/// which real events carry in `created`, are valid.
///
/// ```
/// use cronofy_hooks::payload::Instant;
///
/// let instant: Instant = "2026-04-21T23:00:00+02:00".parse()?;
/// assert_eq!(instant.timestamp(), "2026-04-21T21:00:00Z".parse()?);
/// assert_eq!(instant.to_string(), "2026-04-21T23:00:00+02:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instant {
    timestamp: Timestamp,
    offset: Option<Offset>,
}

impl Instant {
    /// The instant, without its offset.
    #[must_use]
    pub const fn timestamp(self) -> Timestamp {
        self.timestamp
    }

    /// The numeric offset, or `None` where the instant was written with `Z`.
    #[must_use]
    pub const fn offset(self) -> Option<Offset> {
        self.offset
    }
}

impl From<Timestamp> for Instant {
    fn from(timestamp: Timestamp) -> Self {
        Self { timestamp, offset: None }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.offset {
            None => self.timestamp.fmt(f),
            Some(offset) => self.timestamp.display_with_offset(offset).fmt(f),
        }
    }
}

impl FromStr for Instant {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        static PARSER: DateTimeParser = DateTimeParser::new();
        let refused = || ParseTimeError(());
        let timestamp = PARSER.parse_timestamp(text).map_err(|_| refused())?;
        if text.ends_with(['Z', 'z']) {
            return Ok(Self { timestamp, offset: None });
        }
        let pieces = PARSER.parse_pieces(text).map_err(|_| refused())?;
        let offset = pieces.to_numeric_offset();
        Ok(Self { timestamp, offset })
    }
}

/// A whole day, or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrInstant {
    /// A day, for an event that lasts all day.
    Date(Date),
    /// A point in time.
    Instant(Instant),
}

impl DateOrInstant {
    /// The instant, unless this is a whole day.
    #[must_use]
    pub const fn timestamp(self) -> Option<Timestamp> {
        match self {
            Self::Instant(instant) => Some(instant.timestamp()),
            Self::Date(_) => None,
        }
    }

    /// The day, unless this is an instant.
    #[must_use]
    pub const fn date(self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(date),
            Self::Instant(_) => None,
        }
    }
}

impl fmt::Display for DateOrInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Instant(instant) => instant.fmt(f),
        }
    }
}

impl FromStr for DateOrInstant {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        // A date has no `T`; asking jiff for a date first would accept an instant and drop its time.
        if text.len() == 10 {
            return text.parse().map(Self::Date).map_err(|_| ParseTimeError(()));
        }
        text.parse().map(Self::Instant)
    }
}

/// Text that is neither a date nor an instant. Does not repeat the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimeError(());

impl fmt::Display for ParseTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "no date and no instant, expected text such as 2026-01-19, 2026-01-19T15:30:00Z or 2026-01-19T15:30:00+01:00",
        )
    }
}

impl std::error::Error for ParseTimeError {}

/// When an event starts or ends.
///
/// The service writes a date (`"2026-01-19"`), an instant (`"2026-01-19T15:30:00Z"`), or an object
/// with either of the two and a time zone (`{"time": "…", "tzid": "Europe/Paris"}`).
/// Source: <https://docs.cronofy.com/developers/api/events/read-events/>.
///
/// ```
/// use cronofy_hooks::payload::EventTime;
///
/// let start: EventTime = serde_json::from_str(r#"{"time":"2026-01-19T15:30:00Z","tzid":"Europe/Paris"}"#)?;
/// assert_eq!(start.timestamp(), Some("2026-01-19T15:30:00Z".parse()?));
/// assert_eq!(start.tzid(), Some("Europe/Paris"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EventTime {
    /// A date or an instant on its own.
    Plain(DateOrInstant),
    /// A date or an instant with the time zone it belongs to.
    Zoned {
        /// The date or instant.
        time: DateOrInstant,
        /// The name of a time zone, such as `Europe/Paris`.
        tzid: String,
    },
}

impl EventTime {
    /// The date or instant, whichever shape it came in.
    #[must_use]
    pub const fn time(&self) -> DateOrInstant {
        match self {
            Self::Plain(time) | Self::Zoned { time, .. } => *time,
        }
    }

    /// The instant, unless this is a whole day.
    #[must_use]
    pub const fn timestamp(&self) -> Option<Timestamp> {
        self.time().timestamp()
    }

    /// The day, unless this is an instant.
    #[must_use]
    pub const fn date(&self) -> Option<Date> {
        self.time().date()
    }

    /// The time zone, if one was sent.
    #[must_use]
    pub fn tzid(&self) -> Option<&str> {
        match self {
            Self::Plain(_) => None,
            Self::Zoned { tzid, .. } => Some(tzid),
        }
    }
}

impl Default for EventTime {
    /// The start of 1970, as every `Default` of an instant here.
    fn default() -> Self {
        Timestamp::UNIX_EPOCH.into()
    }
}

impl From<Timestamp> for EventTime {
    fn from(timestamp: Timestamp) -> Self {
        Self::Plain(DateOrInstant::Instant(timestamp.into()))
    }
}

impl From<Date> for EventTime {
    fn from(date: Date) -> Self {
        Self::Plain(DateOrInstant::Date(date))
    }
}

impl Serialize for DateOrInstant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateOrInstant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Serialize for EventTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(time) => time.serialize(serializer),
            Self::Zoned { time, tzid } => {
                let mut object = serializer.serialize_struct("EventTime", 2)?;
                object.serialize_field("time", time)?;
                object.serialize_field("tzid", tzid)?;
                object.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for EventTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EventTimeVisitor;

        impl<'de> Visitor<'de> for EventTimeVisitor {
            type Value = EventTime;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date, an instant, or an object with `time` and `tzid`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<EventTime, E> {
                text.parse().map(EventTime::Plain).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EventTime, A::Error> {
                let (mut time, mut tzid) = (None, None);
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    match &*key {
                        "time" => time = Some(map.next_value()?),
                        "tzid" => tzid = map.next_value::<Option<String>>()?,
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                let time = time.ok_or_else(|| A::Error::missing_field("time"))?;
                Ok(match tzid {
                    Some(tzid) => EventTime::Zoned { time, tzid },
                    None => EventTime::Plain(time),
                })
            }
        }

        deserializer.deserialize_any(EventTimeVisitor)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_shape_encodes_back() {
        let shapes = [
            r#""2026-01-19""#,
            r#""2026-01-19T15:30:00Z""#,
            r#""2026-04-21T23:00:00+02:00""#,
            r#""2026-04-21T23:00:00-03:30""#,
            r#""0000-12-29T00:00:00Z""#,
            r#"{"time":"2026-01-19","tzid":"Etc/UTC"}"#,
            r#"{"time":"2026-01-19T15:30:00Z","tzid":"Europe/Paris"}"#,
            r#"{"time":"2026-04-21T23:00:00+02:00","tzid":"Europe/Paris"}"#,
        ];
        for shape in shapes {
            let time: EventTime = serde_json::from_str(shape).unwrap();
            assert_eq!(serde_json::to_string(&time).unwrap(), shape);
        }
    }

    #[test]
    fn other_shapes_are_refused_with_the_legal_ones() {
        for shape in [
            r#""""#,
            r#""tomorrow""#,
            r#""2026-13-01""#,
            r#""2026-01-19T15:30:00""#,
            "12",
            "{}",
            r#"{"tzid":"Etc/UTC"}"#,
        ] {
            let error = serde_json::from_str::<EventTime>(shape).unwrap_err().to_string();
            assert!(error.contains("instant") || error.contains("`time`"), "{shape}: {error}");
        }
    }
}

//! [`EventTime`]: the shapes in which the service writes when an event starts and ends.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::offset_date_time::{OffsetDateTime, ParseTimeError};
use crate::wire::{CowStr, from_text};

/// A whole day, or a point in time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DateOrTime {
    /// A day, for an event that lasts all day.
    Date(Date),
    /// A point in time.
    Time(OffsetDateTime),
}

impl DateOrTime {
    /// The point in time, unless this is a whole day.
    #[must_use]
    pub const fn timestamp(&self) -> Option<Timestamp> {
        match self {
            Self::Time(time) => Some(time.timestamp()),
            Self::Date(_) => None,
        }
    }

    /// The day, unless this is a point in time.
    #[must_use]
    pub const fn date(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Time(_) => None,
        }
    }
}

impl fmt::Display for DateOrTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Time(time) => time.fmt(f),
        }
    }
}

impl FromStr for DateOrTime {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        // A date has no `T`; asking jiff for a date first would accept a longer text and drop its time.
        if text.len() == 10 {
            return text.parse().map(Self::Date).map_err(|_| ParseTimeError::date_or_time());
        }
        text.parse().map(Self::Time).map_err(|_| ParseTimeError::date_or_time())
    }
}

/// When an event starts or ends.
///
/// The service writes a date (`"2026-01-19"`), a time (`"2026-01-19T15:30:00Z"`), or an object
/// with either of the two and a time zone (`{"time": "…", "tzid": "Europe/Paris"}`).
/// Source: <https://docs.cronofy.com/developers/api/events/read-events/>.
///
/// Every time and day of [`jiff`] becomes one.
///
/// ```
/// use cronofy_hooks::payload::EventTime;
///
/// let start: EventTime = serde_json::from_str(r#"{"time":"2026-01-19T15:30:00Z","tzid":"Europe/Paris"}"#)?;
/// assert_eq!(start.timestamp(), Some("2026-01-19T15:30:00Z".parse()?));
/// assert_eq!(start.tzid(), Some("Europe/Paris"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum EventTime {
    /// A date or a time on its own.
    Plain(DateOrTime),
    /// A date or a time with the time zone that it belongs to.
    Zoned {
        /// The date or time.
        time: DateOrTime,
        /// The name of a time zone, such as `Europe/Paris`.
        tzid: String,
    },
}

impl EventTime {
    /// A date or a time with the time zone that it belongs to, such as `Europe/Paris`.
    #[must_use]
    pub fn zoned(time: impl Into<DateOrTime>, tzid: impl Into<String>) -> Self {
        Self::Zoned { time: time.into(), tzid: tzid.into() }
    }

    /// The date or time, in either shape.
    #[must_use]
    pub const fn time(&self) -> &DateOrTime {
        match self {
            Self::Plain(time) | Self::Zoned { time, .. } => time,
        }
    }

    /// The point in time, unless this is a whole day.
    #[must_use]
    pub const fn timestamp(&self) -> Option<Timestamp> {
        self.time().timestamp()
    }

    /// The day, unless this is a point in time.
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
    /// The start of 1970, as every `Default` of a time here.
    fn default() -> Self {
        Timestamp::UNIX_EPOCH.into()
    }
}

impl From<OffsetDateTime> for DateOrTime {
    fn from(time: OffsetDateTime) -> Self {
        Self::Time(time)
    }
}

impl From<Timestamp> for DateOrTime {
    fn from(timestamp: Timestamp) -> Self {
        Self::Time(timestamp.into())
    }
}

impl From<Date> for DateOrTime {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

// One for each, so that the compiler lists what there is when it is given a text.
impl From<DateOrTime> for EventTime {
    fn from(time: DateOrTime) -> Self {
        Self::Plain(time)
    }
}

impl From<OffsetDateTime> for EventTime {
    fn from(time: OffsetDateTime) -> Self {
        Self::Plain(time.into())
    }
}

impl From<Timestamp> for EventTime {
    fn from(timestamp: Timestamp) -> Self {
        Self::Plain(timestamp.into())
    }
}

impl From<Date> for EventTime {
    fn from(date: Date) -> Self {
        Self::Plain(date.into())
    }
}

/// The time in UTC, as the service wants it in requests, with the name of the zone if it has one.
impl From<&Zoned> for EventTime {
    fn from(zoned: &Zoned) -> Self {
        match zoned.time_zone().iana_name() {
            Some(tzid) => Self::zoned(zoned.timestamp(), tzid),
            None => zoned.timestamp().into(),
        }
    }
}

impl From<Zoned> for EventTime {
    fn from(zoned: Zoned) -> Self {
        Self::from(&zoned)
    }
}

impl Serialize for DateOrTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateOrTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a date or a time")
    }
}

impl<'de> Deserialize<'de> for EventTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EventTimeVisitor;

        impl<'de> Visitor<'de> for EventTimeVisitor {
            type Value = EventTime;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date, a time, or an object with `time` and `tzid`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<EventTime, E> {
                text.parse().map(EventTime::Plain).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EventTime, A::Error> {
                let (mut time, mut tzid) = (None, None);
                while let Some(key) = map.next_key::<CowStr<'de>>()? {
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
            r#""9999-12-31T23:59:59Z""#,
            r#""9999-12-31""#,
            r#""2026-01-19T15:30:00.12345678901Z""#,
            r#"{"time":"9999-12-31T23:59:59Z","tzid":"Etc/UTC"}"#,
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
            assert!(error.contains("expected") || error.contains("`time`"), "{shape}: {error}");
        }
    }
}

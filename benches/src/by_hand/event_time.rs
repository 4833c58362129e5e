//! When an event starts or ends: a date, an instant, or an object with either and a time zone.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::Offset;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

#[derive(Clone, Copy)]
pub(super) enum DateOrInstant {
    Date(Date),
    Instant(Timestamp, Option<Offset>),
}

#[derive(serde::Serialize)]
#[serde(untagged)]
pub(super) enum EventTime {
    Plain(DateOrInstant),
    Zoned { time: DateOrInstant, tzid: String },
}

impl DateOrInstant {
    fn parse(text: &str) -> Result<Self, jiff::Error> {
        static PARSER: DateTimeParser = DateTimeParser::new();
        if text.len() == 10 {
            return text.parse().map(Self::Date);
        }
        let timestamp = PARSER.parse_timestamp(text)?;
        let offset = if text.ends_with('Z') { None } else { PARSER.parse_pieces(text)?.to_numeric_offset() };
        Ok(Self::Instant(timestamp, offset))
    }
}

impl<'de> Deserialize<'de> for DateOrInstant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
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

            fn visit_str<E: Error>(self, text: &str) -> Result<EventTime, E> {
                DateOrInstant::parse(text).map(EventTime::Plain).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<EventTime, A::Error> {
                #[derive(serde::Deserialize)]
                struct Zoned {
                    time: DateOrInstant,
                    tzid: Option<String>,
                }
                let Zoned { time, tzid } = Zoned::deserialize(MapAccessDeserializer::new(map))?;
                Ok(match tzid {
                    Some(tzid) => EventTime::Zoned { time, tzid },
                    None => EventTime::Plain(time),
                })
            }
        }

        deserializer.deserialize_any(EventTimeVisitor)
    }
}

/// Only the test that compares both sides writes JSON.
impl Serialize for DateOrInstant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Date(date) => serializer.collect_str(date),
            Self::Instant(timestamp, None) => serializer.collect_str(timestamp),
            Self::Instant(timestamp, Some(offset)) => serializer.collect_str(&timestamp.display_with_offset(*offset)),
        }
    }
}

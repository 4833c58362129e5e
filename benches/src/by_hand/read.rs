//! One pass over the body: `notification` first, then the rest straight into the type it names.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::types::{ConferencingAssigned, MeetingAgentComplete};

/// The contents of a delivery.
pub(super) enum KnownDelivery {
    ConferencingAssigned(ConferencingAssigned),
    MeetingAgentComplete(MeetingAgentComplete),
    Other,
}

pub(super) fn read(body: &[u8]) -> serde_json::Result<KnownDelivery> {
    // One check of all bytes lets serde_json skip the check of each string.
    let text = std::str::from_utf8(body).map_err(serde_json::Error::custom)?;
    serde_json::from_str(text)
}

#[derive(serde::Deserialize)]
struct BorrowedText<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(serde::Deserialize)]
struct Notification<'a> {
    #[serde(borrow, rename = "type")]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    interactions: Vec<Interaction<'a>>,
}

#[derive(serde::Deserialize)]
struct Interaction<'a> {
    #[serde(borrow, rename = "type")]
    name: Cow<'a, str>,
}

impl Notification<'_> {
    fn read_rest<'de, D: Deserializer<'de>>(&self, rest: D) -> Result<KnownDelivery, D::Error> {
        let interaction = self.interactions.first().map(|interaction| &*interaction.name);
        match (&*self.name, interaction) {
            ("event_subscription", Some("conferencing_assigned")) => {
                Deserialize::deserialize(rest).map(KnownDelivery::ConferencingAssigned)
            }
            ("event_subscription", Some("meeting_agent_complete")) => {
                Deserialize::deserialize(rest).map(KnownDelivery::MeetingAgentComplete)
            }
            _ => IgnoredAny::deserialize(rest).map(|_| KnownDelivery::Other),
        }
    }
}

impl<'de> Deserialize<'de> for KnownDelivery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KnownDeliveryVisitor;

        impl<'de> Visitor<'de> for KnownDeliveryVisitor {
            type Value = KnownDelivery;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the body of a delivery")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<KnownDelivery, A::Error> {
                let mut before = Map::<String, Value>::new();
                let notification: Notification<'de> = loop {
                    match map.next_key::<BorrowedText<'de>>()? {
                        Some(BorrowedText(key)) if key == "notification" => break map.next_value()?,
                        Some(BorrowedText(key)) => drop(before.insert(key.into_owned(), map.next_value()?)),
                        None => return Ok(KnownDelivery::Other),
                    }
                };
                if before.is_empty() {
                    return notification.read_rest(MapAccessDeserializer::new(map));
                }
                while let Some((key, value)) = map.next_entry()? {
                    before.insert(key, value);
                }
                notification.read_rest(Value::Object(before)).map_err(A::Error::custom)
            }
        }

        deserializer.deserialize_map(KnownDeliveryVisitor)
    }
}

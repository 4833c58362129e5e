//! `Deserialize` and `Serialize` of every payload type: whole bodies.

use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, Error as _};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::notification::{NAME_KEYS, Notification};
use super::payload::Payload;
use crate::route::Kind;

/// Reads a whole body, in any self-describing format.
///
/// The receiver does not use it: it reads a delivery in one pass over the bytes.
///
/// # Errors
/// When the body is not about the route of the payload type, or does not fit it.
pub fn deserialize<'de, P: Payload, D: Deserializer<'de>>(deserializer: D) -> Result<P, D::Error> {
    let mut body = serde_json::Map::<String, Value>::deserialize(deserializer)?;
    let notification = match body.remove("notification") {
        Some(mut value) => {
            // `P::Fields` knows the fields of other notifications too, and in this one they may have any shape.
            if let Value::Object(keys) = &mut value {
                keys.retain(|key, _| NAME_KEYS.contains(&&**key) || P::NOTIFICATION_KEYS.contains(&&**key));
            }
            Notification::<P::Fields>::deserialize(value).map_err(D::Error::custom)?
        }
        None => Notification::default(),
    };
    let item = notification.item(P::ROUTE).map_err(D::Error::custom)?;
    P::assemble(&notification, &item, MapDeserializer::new(body.into_iter())).map_err(D::Error::custom)
}

/// Writes a whole body, with the names that reading takes away.
///
/// # Errors
/// When the serializer fails.
pub fn serialize<P: Payload, S: Serializer>(payload: &P, serializer: S) -> Result<S::Ok, S::Error> {
    let mut body = serializer.serialize_map(None)?;
    if P::ROUTE.kind() != Kind::Callback {
        body.serialize_entry("notification", &NotificationOf(payload))?;
    }
    payload.write_rest(&mut body)?;
    body.end()
}

/// The `notification` object of a payload.
struct NotificationOf<'p, P>(&'p P);

impl<P: Payload> Serialize for NotificationOf<'_, P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Element<'p> {
            r#type: &'p str,
            #[serde(skip_serializing_if = "Option::is_none")]
            subtype: Option<&'p str>,
        }

        let mut notification = serializer.serialize_map(None)?;
        let list = match P::ROUTE.kind() {
            Kind::Interaction => Some("interactions"),
            Kind::Transition => Some("transitions"),
            _ => None,
        };
        match list {
            Some(list) => {
                notification.serialize_entry("type", "event_subscription")?;
                let element = Element { r#type: P::ROUTE.name(), subtype: self.0.subtype() };
                notification.serialize_entry(list, &[element])?;
            }
            None => notification.serialize_entry("type", P::ROUTE.name())?,
        }
        self.0.write_notification(&mut notification)?;
        notification.end()
    }
}

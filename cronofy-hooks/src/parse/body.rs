//! The pass over a body that fits its type.

use std::fmt;

use cronofy_hooks_types::wire::{self, CowStr};
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::contents::{Contents, Found, Want, wanted};
use super::names::DocumentedNotification;
use super::occurrence::Occurrence;
use super::payload_slot::PayloadSlot;
use super::second_reading::{NotJson, read_again};
use crate::delivery::Delivery;
use crate::documented::Documented;

/// Reads a body: its occurrences, and the payload if there is one occurrence.
///
/// # Errors
/// When the body is not JSON.
pub(crate) fn read(body: &[u8]) -> Result<Contents, NotJson> {
    pass(body, Want::Only)
}

/// Reads one of the occurrences that [`read`] finds in a body, with its payload; `None` if there is
/// none at this place.
///
/// # Errors
/// When the body is not JSON.
pub(crate) fn read_at(body: &[u8], index: usize) -> Result<Option<Found>, NotJson> {
    let Contents { first, rest } = pass(body, Want::At(index))?;
    Ok(std::iter::once(first).chain(rest).find(|found| found.occurrence.index() == index))
}

/// The payload of one of the occurrences that [`read`] finds in a body.
pub(super) fn payload_at(body: &[u8], index: usize) -> PayloadSlot {
    match read_at(body, index) {
        Ok(found) => found.map_or(PayloadSlot::None, |found| found.payload),
        Err(not_json) => PayloadSlot::Mismatch(not_json.to_string()),
    }
}

impl PayloadSlot {
    /// The payload, read now if it was not read before.
    #[inline]
    pub(crate) fn read(self, delivery: &Delivery, occurrence: &Occurrence) -> Self {
        match self {
            Self::Later => payload_at(delivery.body(), occurrence.index()),
            slot => slot,
        }
    }
}

fn pass(body: &[u8], want: Want) -> Result<Contents, NotJson> {
    // One check of all bytes lets serde_json skip the check of each string.
    let text = std::str::from_utf8(body).map_err(|error| NotJson(error.to_string()))?;
    let mut json = serde_json::Deserializer::from_str(text);
    match json.deserialize_map(Body { text, want }) {
        Ok(contents) if json.end().is_ok() => Ok(contents),
        _ => read_again(text, want),
    }
}

/// Reads a whole body in one pass.
struct Body<'de> {
    text: &'de str,
    want: Want,
}

impl<'de> Visitor<'de> for Body<'de> {
    type Value = Contents;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Contents, A::Error> {
        let mut before = Vec::<CowStr<'de>>::new();
        let notification: DocumentedNotification<'de> = loop {
            match map.next_key::<CowStr<'de>>()? {
                Some(key) if &*key == "notification" => break map.next_value()?,
                Some(key) => {
                    map.next_value::<IgnoredAny>()?;
                    before.push(key);
                }
                None => return Ok(Contents::callback(|key| before.iter().any(|name| &**name == key), self.text)),
            }
        };
        let Some(named) = wanted(&notification, self.want) else {
            wire::skip_map(&mut map)?;
            return Ok(Contents::several(&notification));
        };
        if let Some(name) = named.name
            && before.is_empty()
        {
            let payload = PayloadSlot::Read(Documented::assemble(name, &notification, named.item, map)?);
            return Ok(Contents::one(named.with(payload)));
        }
        wire::skip_map(&mut map)?;
        Ok(Contents::one(named.found(&notification, self.text)))
    }
}

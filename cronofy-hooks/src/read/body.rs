//! The pass over a body that fits.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};

use super::entries::{Buffered, Chain, Entry};
use super::misfit::{NotJson, read_misfit};
use super::telling::{Notification, Telling, occurrence, telling};
use super::told::{Found, Told, callback, several};
use crate::extract::PayloadSlot;
use crate::payload::generated::documented::Documented;
use crate::payload::wire::{self, Text};

/// Reads a body.
pub(crate) fn read(body: &[u8]) -> Result<Told, NotJson> {
    // One check of all bytes lets serde_json skip the check of each string.
    let text = std::str::from_utf8(body).map_err(|error| NotJson(error.to_string()))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let told = json.deserialize_map(Body).and_then(|told| json.end().map(|()| told));
    match told {
        Ok(told) => Ok(told),
        Err(_) => read_misfit(text),
    }
}

/// Reads a whole body in one pass.
struct Body;

impl<'de> Visitor<'de> for Body {
    type Value = Told;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Told, A::Error> {
        let mut before = Vec::<Entry<'de>>::new();
        let notification: Notification<'de> = loop {
            match map.next_key::<Text<'de>>()? {
                Some(key) if &*key == "notification" => break map.next_value()?,
                Some(key) => before.push((key, map.next_value()?)),
                None => return Ok(Told::One(callback(&before))),
            }
        };
        let Telling::One(kind, name, item, text) = telling(&notification) else {
            while let Some(entry) = map.next_entry()? {
                before.push(entry);
            }
            return Ok(several(&notification, &before));
        };
        let occurrence = occurrence(kind, name, item, text, 0);
        let payload = match name {
            None => {
                wire::skip_map(&mut map)?;
                PayloadSlot::None
            }
            Some(name) if before.is_empty() => PayloadSlot::Read(Documented::assemble(name, &notification, item, map)?),
            Some(name) => {
                let rest = Chain { before: Buffered::new(&before), rest: map };
                PayloadSlot::Read(Documented::assemble(name, &notification, item, rest)?)
            }
        };
        Ok(Told::One(Found { name, occurrence, payload }))
    }
}

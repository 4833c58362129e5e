//! The pass over a body that fits.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};

use super::contents::{Found, Told, Want, callback, several};
use super::entries::{Buffered, Chain, Entry};
use super::items::{Named, Notification, Telling, items, telling};
use super::second_reading::{NotJson, read_misfit};
use crate::parse::PayloadSlot;
use crate::payload::generated::documented::Documented;
use crate::payload::wire::{self, Text};

/// Reads a body: its occurrences, and the payload where there is one occurrence.
pub(crate) fn read(body: &[u8]) -> Result<Told, NotJson> {
    pass(body, Want::Only)
}

/// Reads one of the occurrences that [`read`] finds in a body, with its payload. None where there is
/// none at this place.
pub(crate) fn read_at(body: &[u8], index: usize) -> Result<Option<Found>, NotJson> {
    Ok(match pass(body, Want::At(index))? {
        Told::One(found) => Some(found).filter(|found| found.occurrence.index() == index),
        // It is the rest of many, or past the end.
        Told::Several(found) => found.into_iter().nth(index),
    })
}

/// The payload of one of the occurrences that [`read`] finds in a body.
pub(crate) fn payload_at(body: &[u8], index: usize) -> PayloadSlot {
    match read_at(body, index) {
        Ok(found) => found.map_or(PayloadSlot::None, |found| found.payload),
        Err(not_json) => PayloadSlot::Misfit(not_json.to_string()),
    }
}

fn pass(body: &[u8], want: Want) -> Result<Told, NotJson> {
    // One check of all bytes lets serde_json skip the check of each string.
    let text = std::str::from_utf8(body).map_err(|error| NotJson(error.to_string()))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let told = json.deserialize_map(Body(want)).and_then(|told| json.end().map(|()| told));
    match told {
        Ok(told) => Ok(told),
        Err(_) => read_misfit(text, want),
    }
}

/// Reads a whole body in one pass.
struct Body(Want);

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
        let Some(named) = wanted(&notification, self.0) else {
            wire::skip_map(&mut map)?;
            return Ok(several(&notification));
        };
        let payload = match named.name {
            None => {
                wire::skip_map(&mut map)?;
                PayloadSlot::None
            }
            Some(name) if before.is_empty() => {
                PayloadSlot::Read(Documented::assemble(name, &notification, named.item, map)?)
            }
            Some(name) => {
                let rest = Chain { before: Buffered::new(&before), rest: map };
                PayloadSlot::Read(Documented::assemble(name, &notification, named.item, rest)?)
            }
        };
        Ok(Told::One(named.with(payload)))
    }
}

/// The occurrence whose payload is put together: none of several, unless its place is given.
pub(super) fn wanted<'n, 'de>(notification: &'n Notification<'de>, want: Want) -> Option<Named<'n, 'de>> {
    match (telling(notification), want) {
        (Telling::One(named), _) => Some(named),
        (Telling::Several, Want::At(index)) => items(notification).nth(index),
        (Telling::Several, Want::Only) => None,
    }
}

//! The keys of a body with their values as raw text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use cronofy_hooks_types::wire::CowStr;

use super::mismatch;
use super::place::place_of;

/// A key of a body and its value, as they were sent.
pub(super) type RawEntry<'de> = (CowStr<'de>, &'de RawValue);

/// The value of `notification`.
pub(super) fn find_notification<'de>(entries: &[RawEntry<'de>]) -> Option<&'de RawValue> {
    entries.iter().find(|(key, _)| &**key == "notification").map(|(_, raw)| *raw)
}

/// All keys of an object, their values as raw text.
pub(super) struct Entries<'de>(pub(super) Vec<RawEntry<'de>>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;

        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(EntriesVisitor)
    }
}

/// Raw entries as a map. Payload types skip the key `notification`, which is read on its own.
pub(super) struct Buffered<'b, 'de> {
    entries: std::slice::Iter<'b, RawEntry<'de>>,
    /// The entry whose key was read last, until its value has been read.
    entry: Option<&'b RawEntry<'de>>,
}

impl<'b, 'de> Buffered<'b, 'de> {
    pub(super) fn new(entries: &'b [RawEntry<'de>]) -> Self {
        Self { entries: entries.iter(), entry: None }
    }

    /// Why they could not be read, and at which field.
    pub(super) fn reason(&self, error: &serde_json::Error) -> String {
        match self.entry {
            Some((key, value)) => {
                let place = place_of(error, value.get());
                let dot = if place.is_empty() || place.starts_with('[') { "" } else { "." };
                mismatch::reason(&format!("{}{dot}{place}", &**key), error)
            }
            None => mismatch::reason("", error),
        }
    }
}

impl<'de> MapAccess<'de> for Buffered<'_, 'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        self.entry = self.entries.next();
        let Some((key, _)) = self.entry else { return Ok(None) };
        seed.deserialize(de::value::StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        let Some((_, value)) = self.entry else { return Err(Self::Error::custom("a value was read before its key")) };
        let value = seed.deserialize(&mut serde_json::Deserializer::from_str(value.get()))?;
        self.entry = None;
        Ok(value)
    }
}

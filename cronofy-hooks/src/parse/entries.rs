//! The keys of a body with their values as raw text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use cronofy_hooks_types::wire::CowStr;

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
    value: Option<&'de RawValue>,
}

impl<'b, 'de> Buffered<'b, 'de> {
    pub(super) fn new(entries: &'b [RawEntry<'de>]) -> Self {
        Self { entries: entries.iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Buffered<'_, 'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(de::value::StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(Self::Error::custom("a value was read before its key")),
        }
    }
}

/// The keys that came before `notification`, then those after it.
pub(super) struct Chained<'b, 'de, A> {
    pub(super) before: Buffered<'b, 'de>,
    pub(super) rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Chained<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        if self.before.entries.len() > 0 {
            return self.before.next_key_seed(seed).map_err(A::Error::custom);
        }
        self.rest.next_key_seed(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        if self.before.value.is_some() {
            return self.before.next_value_seed(seed).map_err(A::Error::custom);
        }
        self.rest.next_value_seed(seed)
    }
}

//! The keys of a body with their values as raw text.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
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

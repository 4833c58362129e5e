//! [`JsonNode`]: JSON as it was written, its keys in their order and as often as they come.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A JSON value, without the values of numbers.
#[derive(Debug)]
pub(crate) enum JsonNode {
    Object(Vec<(String, Self)>),
    Array(Vec<Self>),
    Text(String),
    Other,
}

impl JsonNode {
    /// The first value of a key.
    pub(crate) fn first(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The last value of a key.
    pub(crate) fn last(&self, key: &str) -> Option<&Self> {
        self.entries().iter().rfind(|(name, _)| name == key).map(|(_, value)| value)
    }

    fn entries(&self) -> &[(String, Self)] {
        if let Self::Object(entries) = self { entries } else { &[] }
    }

    pub(crate) fn items(&self) -> &[Self] {
        if let Self::Array(items) = self { items } else { &[] }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Whether an object in it has one key more than once.
    pub(crate) fn has_key_twice(&self) -> bool {
        match self {
            Self::Object(entries) => {
                let mut keys: Vec<_> = entries.iter().map(|(key, _)| key).collect();
                keys.sort_unstable();
                keys.windows(2).any(|two| two[0] == two[1]) || entries.iter().any(|(_, value)| value.has_key_twice())
            }
            Self::Array(items) => items.iter().any(Self::has_key_twice),
            Self::Text(_) | Self::Other => false,
        }
    }
}

impl<'de> Deserialize<'de> for JsonNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NodeVisitor;

        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = JsonNode;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonNode, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(JsonNode::Object(entries))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<JsonNode, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(JsonNode::Array(items))
            }

            fn visit_str<E>(self, text: &str) -> Result<JsonNode, E> {
                Ok(JsonNode::Text(text.to_owned()))
            }

            fn visit_bool<E>(self, _: bool) -> Result<JsonNode, E> {
                Ok(JsonNode::Other)
            }

            fn visit_i64<E>(self, _: i64) -> Result<JsonNode, E> {
                Ok(JsonNode::Other)
            }

            fn visit_u64<E>(self, _: u64) -> Result<JsonNode, E> {
                Ok(JsonNode::Other)
            }

            fn visit_f64<E>(self, _: f64) -> Result<JsonNode, E> {
                Ok(JsonNode::Other)
            }

            fn visit_unit<E>(self) -> Result<JsonNode, E> {
                Ok(JsonNode::Other)
            }
        }

        deserializer.deserialize_any(NodeVisitor)
    }
}

/// Whether it is JSON by the grammar alone: of any depth, with any number, with half a surrogate.
pub(crate) fn is_json(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

//! [`Subjects`]: the ids in a body, without a payload.

use std::fmt;

use cronofy_hooks_types::wire::CowStr;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What a delivery is about: of a known notification or not, of one that fits its type or not.
#[derive(Default)]
#[cfg_attr(not(feature = "inbox"), expect(dead_code, reason = "only the inbox reads all of them"))]
pub(crate) struct Subjects {
    pub(crate) channel: Option<String>,
    pub(crate) event: Option<String>,
    pub(crate) meeting_agent: Option<String>,
}

impl Subjects {
    pub(crate) fn of(body: &[u8]) -> Self {
        let body = std::str::from_utf8(body).unwrap_or_default();
        let [channel, event, meeting_agent] = values(body, ["channel", "event", "meeting_agent"]);
        Self {
            channel: text(channel, "channel_id"),
            event: text(event, "event_id"),
            meeting_agent: text(meeting_agent, "sub"),
        }
    }
}

/// The text at a key of an object.
fn text(object: Option<&RawValue>, key: &str) -> Option<String> {
    let [value] = values(object?.get(), [key]);
    serde_json::from_str(value?.get()).ok()
}

/// The values at some keys of a JSON object, as they were sent. Another text has none.
fn values<'de, const N: usize>(text: &'de str, keys: [&str; N]) -> [Option<&'de RawValue>; N] {
    let mut values = [None; N];
    let mut json = serde_json::Deserializer::from_str(text);
    let read = json.deserialize_map(Values { keys: &keys, values: &mut values });
    if read.is_ok() && json.end().is_ok() { values } else { [None; N] }
}

/// Compiled once, where derived types would be compiled one by one.
struct Values<'k, 'v, 'de> {
    keys: &'k [&'k str],
    values: &'v mut [Option<&'de RawValue>],
}

impl<'de> Visitor<'de> for Values<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<CowStr<'de>>()? {
            match self.keys.iter().position(|name| *name == &*key) {
                Some(index) => self.values[index] = Some(map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_is_read_beside_other_keys() {
        let read = |body: &[u8]| {
            let Subjects { channel, event, meeting_agent } = Subjects::of(body);
            [channel, event, meeting_agent].map(Option::unwrap_or_default)
        };
        let body = br#"{"event":{"start":7,"event_id":"e"},"channel":{"channel_id":"c"},"meeting_agent":{"sub":"m"}}"#;
        assert_eq!(read(body), ["c", "e", "m"]);
        // The last one counts, as in a payload.
        assert_eq!(
            read(br#"{"event":{"event_id":"a"},"event":{"event_id":"b","event_id":"e"},"channel":7}"#),
            ["", "e", ""]
        );
        for body in [
            &br#"{"event":{"event_id":"e"}}x"#[..],
            br#"{"event":{"event_id":"e"}"#,
            br#"[{"event":{"event_id":"e"}}]"#,
            b"{\"event\":{\"event_id\":\"e\"},\"\xff\":1}",
            br#"{"event":{"event_id":7}}"#,
        ] {
            assert_eq!(read(body), [""; 3], "{}", String::from_utf8_lossy(body));
        }
    }
}

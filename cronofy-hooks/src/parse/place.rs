//! At which field of a JSON text an error of serde_json is.
//!
//! serde_json reports a value that does not fit at its first or its last byte, so the position says which value
//! it is. Reading the text a second time with each deserializer wrapped, to record the fields on the way, would
//! say the same, and would be compiled once more for every payload type.

use std::fmt::Write as _;

/// Where the scan is inside a container.
enum Step<'t> {
    /// In an object, at the value of this key; at none before the colon.
    Key(Option<&'t str>),
    /// In a list, at this element.
    Element(usize),
}

/// The path of the value at which a text could not be read, such as `event.attendees[1].email`; empty for the
/// text as a whole. The text is JSON.
pub(super) fn place_of(error: &serde_json::Error, text: &str) -> String {
    let mut path = String::new();
    for step in steps_to(text, offset_of(error, text)) {
        // Writing to a string cannot fail.
        let _ = match step {
            Step::Key(None) => Ok(()),
            Step::Key(Some(key)) => {
                let dot = if path.is_empty() { "" } else { "." };
                // A key that is no text, such as half of a surrogate pair, is shown as it was sent.
                let unescaped = serde_json::from_str::<String>(key);
                write!(path, "{dot}{}", unescaped.as_deref().unwrap_or(key.trim_matches('"')))
            }
            Step::Element(index) => write!(path, "[{index}]"),
        };
    }
    path
}

/// How many bytes had been read.
fn offset_of(error: &serde_json::Error, text: &str) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column()
}

/// The containers that are open after so many bytes, and where in each.
fn steps_to(text: &str, offset: usize) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut string_from = None;
    let mut is_escaped = false;
    for (index, byte) in text.bytes().enumerate().take(offset) {
        if let Some(from) = string_from {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => {
                    string_from = None;
                    // The first string after the brace or a comma is the key.
                    if let Some(Step::Key(key @ None)) = steps.last_mut() {
                        *key = text.get(from..=index);
                    }
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => string_from = Some(index),
            b'{' => steps.push(Step::Key(None)),
            b'[' => steps.push(Step::Element(0)),
            b'}' | b']' => drop(steps.pop()),
            b',' => match steps.last_mut() {
                Some(Step::Key(key)) => *key = None,
                Some(Step::Element(index)) => *index += 1,
                None => {}
            },
            _ => {}
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Event {
        list: Vec<Event>,
        text: String,
        map: BTreeMap<String, Vec<u64>>,
        pair: Option<(u64, Inner)>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Inner {
        id: u64,
    }

    #[test]
    fn the_path_leads_to_the_value_that_does_not_fit() {
        for (json, path) in [
            ("7", ""),
            ("\"x\"", ""),
            (r#"{"text":7}"#, "text"),
            (r#"{"text":[7]}"#, "text"),
            (r#"{"text":{"a":7}}"#, "text"),
            (r#"{"text" : null , "list":[]}"#, "text"),
            (r#"{"text":"\ud800"}"#, "text"),
            (r#"{"list":7}"#, "list"),
            (r#"{"list":[{},{"text":"a"},{"text":7}]}"#, "list[2].text"),
            (r#"{"list":[{"list":[{"list":[7]}]}]}"#, "list[0].list[0].list[0]"),
            ("{\n  \"text\": \"é\",\n  \"list\": [\n    {},\n    {\"text\": true}\n  ]\n}", "list[1].text"),
            (r#"{"other":{"a":[1,{"b":2}]},"text":7}"#, "text"),
            (r#"{"map":{"a":[],"b\"]}":[1,"x"]}}"#, "map.b\"]}[1]"),
            (r#"{"map":{"\\":[1,"x"]}}"#, "map.\\[1]"),
            (r#"{"map":{"\ud800":[]}}"#, "map.\\ud800"),
            (r#"{"pair":[1,{}],"text":"a"}"#, "pair[1]"),
            (r#"{"pair":[1,{"id":1.5}],"text":"a"}"#, "pair[1].id"),
            (r#"{"pair":[1],"text":"a"}"#, "pair"),
            (r#"{"pair":[1,{"id":1},3],"text":"a"}"#, "pair[2]"),
            (r#"{"pair":[1,{"id":99999999999999999999}]}"#, "pair[1].id"),
        ] {
            let error = serde_json::from_str::<Event>(json).unwrap_err();
            assert_eq!(place_of(&error, json), path, "{json}: {error}");
        }
    }
}

//! JSON with its tokens unchanged and other white space between them.

use std::fmt::Write as _;

use cronofy_hooks_contract::text::tokens;
use serde_json::Value;

/// The text of a body that is JSON. Numbers, escapes, order and repeated keys stay as they came;
/// parsing and serializing the body would change them.
pub(crate) fn json(body: &[u8]) -> Option<&str> {
    // Parsing also limits the depth, and so the width of the indented text.
    serde_json::from_slice::<Value>(body).ok()?;
    std::str::from_utf8(body).ok()
}

/// JSON on one line.
pub(crate) fn compact(json: &str) -> String {
    tokens(json).collect()
}

/// JSON on one line, with a space after each comma and colon.
pub(crate) fn spaced(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + json.len() / 8);
    for token in tokens(json) {
        text.push_str(token);
        if matches!(token, "," | ":") {
            text.push(' ');
        }
    }
    text
}

/// JSON without escapes for letters (`\u…`) and the solidus.
pub(crate) fn unescaped(json: &str) -> String {
    let string = |token: &str| match token.starts_with('"') {
        true => serde_json::from_str::<String>(token).ok().and_then(|text| serde_json::to_string(&text).ok()),
        false => None,
    };
    tokens(json).map(|token| string(token).unwrap_or_else(|| token.to_owned())).collect()
}

/// JSON with every letter beyond ASCII escaped as `\u…`.
pub(crate) fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        if char.is_ascii() {
            text.push(char);
        } else {
            for unit in char.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{ascii, compact, json, spaced, unescaped};

    #[test]
    fn spaces_and_escapes_are_changed() {
        assert_eq!(compact(" {\"a\" : [1.50,\n-1e400 ]} "), "{\"a\":[1.50,-1e400]}");
        assert_eq!(spaced(r#"{"a":[1,2],"b, c":null}"#), r#"{"a": [1, 2], "b, c": null}"#);
        assert_eq!(unescaped(r#"{"\u00e9":"a\/b\n","c":1.50}"#), "{\"é\":\"a/b\\n\",\"c\":1.50}");
        assert_eq!(ascii("{\"é\":\"😀\"}"), r#"{"\u00e9":"\ud83d\ude00"}"#);
    }

    #[test]
    fn a_body_that_is_not_json_is_recognized() {
        let deep = "[".repeat(1 << 20);
        for (body, expected) in
            [(&b"{}"[..], Some("{}")), (b"", None), (b"{", None), (b"\"\xff\"", None), (deep.as_bytes(), None)]
        {
            assert_eq!(json(body), expected);
        }
    }
}

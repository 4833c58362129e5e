//! JSON as text: its tokens in their order, unchanged. Parsing and serializing would change numbers, escapes and
//! repeated keys.

use std::fmt::Write as _;

use serde_json::Value;

/// The strings, numbers, words and punctuation of a JSON text, without the white space between them.
pub fn tokens(mut json: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        json = json.trim_ascii_start();
        let end = match json.chars().next()? {
            '"' => end_of_string(json),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => json.find(|char: char| "{}[],:\"".contains(char) || char.is_ascii_whitespace()).unwrap_or(json.len()),
        };
        let (token, rest) = json.split_at(end);
        json = rest;
        Some(token)
    })
}

/// The length of the string that the text begins with, including its quotation marks.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A JSON text with each element on a line of its own, indented by two spaces a level.
#[must_use]
pub fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut is_fresh = false;
    for token in tokens(json) {
        let closes = matches!(token, "}" | "]");
        if closes {
            depth = depth.saturating_sub(1);
        }
        // An empty object or array stays on one line.
        if is_fresh != closes {
            text.push('\n');
            text.extend(std::iter::repeat_n("  ", depth));
        }
        if matches!(token, "{" | "[") {
            depth += 1;
        }
        is_fresh = matches!(token, "{" | "[" | ",");
        text.push_str(token);
        if token == ":" {
            text.push(' ');
        }
    }
    text
}

/// The text of a body that is JSON. Numbers, escapes, order and repeated keys stay as they came;
/// parsing and serializing the body would change them.
#[must_use]
pub fn json_text(body: &[u8]) -> Option<&str> {
    // Parsing also limits the depth, and so the width of the indented text.
    serde_json::from_slice::<Value>(body).ok()?;
    std::str::from_utf8(body).ok()
}

/// JSON on one line.
#[must_use]
pub fn compact(json: &str) -> String {
    tokens(json).collect()
}

/// JSON on one line, with a space after each comma and colon.
#[must_use]
pub fn spaced(json: &str) -> String {
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
#[must_use]
pub fn unescaped(json: &str) -> String {
    let string = |token: &str| match token.starts_with('"') {
        true => serde_json::from_str::<String>(token).ok().and_then(|text| serde_json::to_string(&text).ok()),
        false => None,
    };
    tokens(json).map(|token| string(token).unwrap_or_else(|| token.to_owned())).collect()
}

/// JSON with every letter beyond ASCII escaped as `\u…`.
#[must_use]
pub fn ascii(json: &str) -> String {
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
    use super::{ascii, compact, indented, json_text, spaced, tokens, unescaped};

    #[test]
    fn tokens_stay_as_they_came() {
        let json = " {\"a\" : [ ],\n\"b\":{}, \"a\":[1.50, {\"c\\\"}\":null} ,-1e400\n], \"é\":\"x , y\\\\\"} ";
        let compact: String = tokens(json).collect();
        assert_eq!(compact, "{\"a\":[],\"b\":{},\"a\":[1.50,{\"c\\\"}\":null},-1e400],\"é\":\"x , y\\\\\"}");
        let expected = [
            "{",
            "  \"a\": [],",
            "  \"b\": {},",
            "  \"a\": [",
            "    1.50,",
            "    {",
            "      \"c\\\"}\": null",
            "    },",
            "    -1e400",
            "  ],",
            "  \"é\": \"x , y\\\\\"",
            "}",
        ];
        assert_eq!(indented(json), expected.join("\n"));
        for same in ["{}", "[]", "1", "\"a\""] {
            assert_eq!(indented(same), same);
        }
    }

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
            assert_eq!(json_text(body), expected);
        }
    }
}

//! JSON with its tokens unchanged and other white space between them.

use std::fmt::Write as _;

use serde_json::Value;

use super::escaped;

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

/// Indented JSON. What a terminal would execute is escaped.
pub(crate) fn pretty(json: &str) -> String {
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
        text.push_str(&escaped(token));
        if token == ":" {
            text.push(' ');
        }
    }
    text
}

/// Strings, numbers, words and punctuation.
fn tokens(mut rest: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        rest = rest.trim_ascii_start();
        let first = rest.chars().next()?;
        let end = match first {
            '"' => end_of_string(rest),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => rest.find(|char: char| "{}[],:\"".contains(char) || char.is_ascii_whitespace()).unwrap_or(rest.len()),
        };
        let (token, others) = rest.split_at(end);
        rest = others;
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

#[cfg(test)]
mod tests {
    use super::{ascii, compact, json, pretty, spaced, unescaped};

    const BODY: &str =
        " {\"a\" : [ ],\n\"b\":{}, \"a\":[1.50, {\"c\\\"}\":null} ,-1e400\n], \"é\u{9b}\":\"x , y\\\\\"} ";

    #[test]
    fn tokens_stay_as_they_came() {
        assert_eq!(
            compact(BODY),
            "{\"a\":[],\"b\":{},\"a\":[1.50,{\"c\\\"}\":null},-1e400],\"é\u{9b}\":\"x , y\\\\\"}"
        );
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
            "  \"é\\u009b\": \"x , y\\\\\"",
            "}",
        ];
        assert_eq!(pretty(BODY), expected.join("\n"));
        for same in ["{}", "[]", "1", "\"a\""] {
            assert_eq!((&*compact(same), &*pretty(same)), (same, same));
        }
    }

    #[test]
    fn spaces_and_escapes_are_changed() {
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

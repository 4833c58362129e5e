//! A body for people and for programs: its tokens as they came, between other spaces.

use serde_json::Value;

use crate::plain::escaped;

/// The text of a body that is JSON. Numbers, escapes, order and repetitions stay as they came, which
/// they would not if it was read and written again.
pub(super) fn json(body: &[u8]) -> Option<&str> {
    // Reading it whole also bounds its depth, and with it the width of what is indented.
    serde_json::from_slice::<Value>(body).ok()?;
    std::str::from_utf8(body).ok()
}

/// JSON on one line.
pub(super) fn compact(json: &str) -> String {
    tokens(json).collect()
}

/// JSON on many lines.
pub(super) fn pretty(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut is_fresh = false;
    for token in tokens(json) {
        let closes = matches!(token, "}" | "]");
        if closes {
            depth = depth.saturating_sub(1);
        }
        // An empty object or array stays on its line.
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
    use super::{compact, json, pretty};

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
    fn what_is_not_json_is_told_apart() {
        let deep = "[".repeat(1 << 20);
        for (body, expected) in
            [(&b"{}"[..], Some("{}")), (b"", None), (b"{", None), (b"\"\xff\"", None), (deep.as_bytes(), None)]
        {
            assert_eq!(json(body), expected);
        }
    }
}

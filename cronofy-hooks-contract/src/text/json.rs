//! JSON as text: its tokens in their order, unchanged. Parsing and serializing would change numbers, escapes and
//! repeated keys.

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

#[cfg(test)]
mod tests {
    use super::{indented, tokens};

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
}

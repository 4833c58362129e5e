//! Formats JSON for people: the same tokens in the same order, on lines of their own.

use maud::{Markup, PreEscaped, html};
use serde_json::value::RawValue;

/// Indented, with highlighted keys; text that is not JSON stays as it is.
pub(super) fn pretty(body: &str) -> Markup {
    let valid = serde_json::from_str::<&RawValue>(body).is_ok();
    html! {
        pre.json tabindex="0" role="region" aria-label="Body" {
            @if valid { (highlighted(&indented(body))) } @else { (body) }
        }
    }
}

/// Indents each level by two spaces, as the documentation does.
pub(super) fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut level = 0;
    let mut tokens = tokens(json).peekable();
    while let Some(token) = tokens.next() {
        match token {
            "{" | "[" => {
                out.push_str(token);
                if matches!(tokens.peek(), Some(&"}" | &"]")) {
                    out.push_str(tokens.next().unwrap_or_default());
                } else {
                    level += 1;
                    line(&mut out, level);
                }
            }
            "}" | "]" => {
                level = level.saturating_sub(1);
                line(&mut out, level);
                out.push_str(token);
            }
            "," => {
                out.push(',');
                line(&mut out, level);
            }
            ":" => out.push_str(": "),
            _ => out.push_str(token),
        }
    }
    out
}

fn line(out: &mut String, level: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

/// Strings, punctuation and words, without white space.
fn tokens(json: &str) -> impl Iterator<Item = &str> {
    let mut rest = json;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = *rest.as_bytes().first()?;
        let end = match first {
            b'"' => string_end(rest),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            _ => rest.find(|it: char| it.is_whitespace() || "{}[],:\"".contains(it)).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

fn string_end(json: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in json.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    json.len()
}

fn highlighted(json: &str) -> Markup {
    let mut out = String::with_capacity(json.len() * 2);
    for line in json.split_inclusive('\n') {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        out.push_str(indent);
        let end = if rest.starts_with('"') { string_end(rest) } else { 0 };
        let (key, value) = if rest[end..].starts_with(':') { rest.split_at(end) } else { ("", rest) };
        if !key.is_empty() {
            out.push_str(&html! { span.key { (key) } }.0);
        }
        out.push_str(&html! { (value) }.0);
    }
    PreEscaped(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_tokens_stay() {
        let written = r#"{"b":[1,{}],"a":"x, \"{y}\"","c":[]}"#;
        let expected = "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": \"x, \\\"{y}\\\"\",\n  \"c\": []\n}";
        assert_eq!(indented(written), expected);
    }

    #[test]
    fn text_that_is_not_json_is_shown_escaped() {
        assert!(pretty("<b>").0.contains("&lt;b&gt;"));
        assert!(
            pretty(r#"{"<k>":"<v>"}"#)
                .0
                .contains("<span class=\"key\">&quot;&lt;k&gt;&quot;</span>: &quot;&lt;v&gt;&quot;")
        );
    }
}

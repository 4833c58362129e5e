//! Where a value stands in the text of a JSON document. The text was parsed before, so it is JSON.

use std::ops::Range;

use serde_json::Value;

/// The place of the value at a JSON pointer; `None` if there is none.
pub(super) fn find(text: &str, pointer: &str) -> Option<Range<usize>> {
    let mut here = skip_space(text, 0)..text.trim_end().len();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        here = children(text, here).into_iter().find(|(name, _)| *name == part)?.1;
    }
    Some(here)
}

/// The members of an object or the elements of an array, with their keys or numbers.
fn children(text: &str, parent: Range<usize>) -> Vec<(String, Range<usize>)> {
    let is_object = text[parent.clone()].starts_with('{');
    if !is_object && !text[parent.clone()].starts_with('[') {
        return Vec::new();
    }
    let mut children = Vec::new();
    let mut at = skip_space(text, parent.start + 1);
    while at + 1 < parent.end {
        let mut name = children.len().to_string();
        if is_object {
            let end = end_of_value(text, at);
            name = serde_json::from_str::<Value>(&text[at..end])
                .ok()
                .and_then(|key| Some(key.as_str()?.to_owned()))
                .unwrap_or_default();
            at = skip_space(text, end);
            // The colon.
            at = skip_space(text, at + 1);
        }
        let end = end_of_value(text, at);
        children.push((name, at..end));
        at = skip_space(text, end);
        if !text[at..].starts_with(',') {
            break;
        }
        at = skip_space(text, at + 1);
    }
    children
}

pub(super) fn skip_space(text: &str, from: usize) -> usize {
    text.len() - text.get(from..).unwrap_or_default().trim_start_matches([' ', '\t', '\n', '\r']).len()
}

/// Where the value ends that begins at a place.
fn end_of_value(text: &str, from: usize) -> usize {
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    for (index, c) in text.get(from..).unwrap_or_default().char_indices() {
        let after = from + index + c.len_utf8();
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_text => is_escaped = true,
            '"' => {
                is_text = !is_text;
                if !is_text && depth == 0 {
                    return after;
                }
            }
            _ if is_text => {}
            '{' | '[' => depth += 1,
            // The end of a number or a word, and of what it stands in.
            '}' | ']' | ',' | ' ' | '\n' | '\r' | '\t' if depth == 0 => return from + index,
            '}' | ']' => {
                depth -= 1;
                if depth == 0 {
                    return after;
                }
            }
            _ => {}
        }
    }
    text.len()
}

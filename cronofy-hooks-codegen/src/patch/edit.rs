//! Adds one value to the text of a document.

use serde_json::Value;

use super::layout::{key_text, layout};
use super::scan::find;

/// The text with a value added at a JSON pointer.
///
/// A key or a word that is there already stays as it is, so that a patch can be applied twice.
///
/// # Errors
/// What is wrong, when the text is not JSON or has no such place.
pub(super) fn add(text: &str, pointer: &str, value: &Value) -> Result<String, String> {
    // The places below are found in the text of a whole document only.
    let _: Value = serde_json::from_str(text).map_err(|problem| format!("the file is not JSON: {problem}"))?;
    let (parent, last) = pointer.rsplit_once('/').ok_or_else(|| format!("`{pointer}` is no JSON pointer"))?;
    let span = find(text, parent).ok_or_else(|| format!("there is nothing at `{parent}`"))?;
    let present: Value = serde_json::from_str(&text[span.clone()]).map_err(|problem| problem.to_string())?;
    let key = last.replace("~1", "/").replace("~0", "~");
    let before = match &present {
        Value::Object(fields) if fields.contains_key(&key) => return Ok(text.to_owned()),
        Value::Object(_) => format!("{}: ", key_text(&key)),
        Value::Array(elements) if last == "-" => {
            let word = |one: &Value| one.get("const").cloned().unwrap_or_else(|| one.clone());
            if elements.iter().any(|element| word(element) == word(value)) {
                return Ok(text.to_owned());
            }
            String::new()
        }
        Value::Array(_) => return Err(format!("`{pointer}` is in a list: only its end, `-`, can be added to")),
        _ => return Err(format!("`{parent}` is no object and no list")),
    };

    let close = span.end - 1;
    let inside = &text[span.start + 1..close];
    let content = span.start + 1 + inside.trim_end().len();
    let comma = if inside.trim().is_empty() { "" } else { "," };
    let line_start = text[..close].rfind('\n').map_or(0, |newline| newline + 1);
    let outer: String = text[line_start..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    // The indentation of what is there already, or else two spaces more than what is around it.
    let indent =
        inside.split_once('\n').map(|(_, line)| line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect());
    let indent = indent.filter(|_| !comma.is_empty()).unwrap_or_else(|| format!("{outer}  "));
    let is_multi_line = inside.contains('\n') || comma.is_empty();
    let (space, end) = match is_multi_line {
        true => (format!("\n{indent}"), format!("\n{outer}")),
        false => (" ".to_owned(), text[content..close].to_owned()),
    };
    let value = layout(value, &indent);
    Ok(format!("{}{comma}{space}{before}{value}{end}{}", &text[..content], &text[close..]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::add;

    #[test]
    fn what_is_there_stays_as_it_is() {
        let text = "{\n  \"$comment\": \"{ [ \\\" }\",\n  \"a/b\": {\n    \"x\": [1,2 , 3]\n  },\n\n  \"list\": [\n    { \"const\": \"a\" }\n  ],\n  \"empty\": {}\n}\n";
        let cases = [
            ("/new", json!(1), text.replace("{}\n}", "{},\n  \"new\": 1\n}")),
            ("/a~1b/y", json!({ "z": [] }), text.replace("3]\n", "3],\n    \"y\": { \"z\": [] }\n")),
            ("/a~1b/x/-", json!("four"), text.replace("3]", "3, \"four\"]")),
            ("/list/-", json!({ "const": "b" }), text.replace("\"a\" }", "\"a\" },\n    { \"const\": \"b\" }")),
            ("/list/-", json!({ "const": "a", "description": "another" }), text.to_owned()),
            ("/empty/k", json!(null), text.replace("{}", "{\n    \"k\": null\n  }")),
            ("/empty", json!(1), text.to_owned()),
        ];
        for (pointer, value, expected) in cases {
            assert_eq!(add(text, pointer, &value), Ok(expected), "{pointer}");
        }
        for (pointer, what) in [
            ("", "no JSON pointer"),
            ("/b/c", "nothing at `/b`"),
            ("/list/0", "only its end"),
            ("/$comment/x", "no object"),
        ] {
            let error = add(text, pointer, &json!(1)).expect_err(pointer);
            assert!(error.contains(what), "{pointer}: {error}");
        }
        for text in ["\n", "", "{ \"list\": [ }"] {
            let error = add(text, "/list/-", &json!(1)).expect_err(text);
            assert!(error.starts_with("the file is not JSON: "), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_long_value_stands_on_several_lines() {
        let value =
            json!({ "type": "array", "items": { "type": "object", "required": ["a"], "properties": { "a": {} } } });
        let expected = "{ \"x\": 1, \"y\": {\n    \"type\": \"array\",\n    \"items\": { \"type\": \"object\", \"required\": [\"a\"], \"properties\": { \"a\": {} } }\n  } }";
        assert_eq!(add("{ \"x\": 1 }", "/y", &value).as_deref(), Ok(expected));
    }
}

//! How an added value is written: what is short stands on one line.

use serde_json::Value;

/// The most characters of an object or a list on one line.
const LINE: usize = 80;
const INDENT: &str = "  ";

/// The text of a value whose first line begins at an indentation.
pub(super) fn layout(value: &Value, indent: &str) -> String {
    let parts = parts(value);
    if parts.is_empty() {
        return value.to_string();
    }
    let (open, close) = if value.is_object() { ("{", "}") } else { ("[", "]") };
    let is_flat =
        parts.iter().all(|(_, part)| self::parts(part).iter().all(|(_, below)| self::parts(below).is_empty()));
    let line = one_line(value);
    if is_flat && line.len() <= LINE {
        return line;
    }
    let below = format!("{indent}{INDENT}");
    let lines: Vec<_> = parts.into_iter().map(|(key, part)| format!("{below}{key}{}", layout(part, &below))).collect();
    format!("{open}\n{}\n{indent}{close}", lines.join(",\n"))
}

fn one_line(value: &Value) -> String {
    let parts: Vec<_> = parts(value).into_iter().map(|(key, part)| format!("{key}{}", one_line(part))).collect();
    match value {
        Value::Object(_) if !parts.is_empty() => format!("{{ {} }}", parts.join(", ")),
        Value::Array(_) => format!("[{}]", parts.join(", ")),
        _ => value.to_string(),
    }
}

/// The members or elements, each with what stands before it.
fn parts(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (format!("{}: ", key_text(key)), value)).collect(),
        Value::Array(elements) => elements.iter().map(|value| (String::new(), value)).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn key_text(key: &str) -> String {
    Value::from(key).to_string()
}

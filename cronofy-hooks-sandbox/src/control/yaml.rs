//! Writes values as YAML that people read and change.

use serde_json::Value;

/// A line of a list, such as `  - advance: 1h`, with what belongs to it below.
pub(super) fn list_item(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    write_item(value, indent, &mut out);
    out
}

/// A text on a line.
pub(super) fn text(text: &str) -> String {
    let mut letters = text.chars();
    let begins_plain = letters.next().is_some_and(|first| first.is_ascii_alphabetic());
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '_' | '-' | '.' | '/' | '@');
    // These have another meaning without quotes, at least in YAML 1.1.
    let is_word = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&&*text.to_ascii_lowercase());
    if begins_plain && letters.all(is_plain) && !text.ends_with(' ') && !is_word || is_length_of_time(text) {
        return text.to_owned();
    }
    // A text of JSON is one of YAML.
    Value::from(text).to_string()
}

/// `1h 30m`: no number in any YAML.
fn is_length_of_time(text: &str) -> bool {
    let is_part = |part: &str| {
        let digits = part.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
        let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit());
        is_number && matches!(&part[digits.len()..], "d" | "h" | "m" | "s")
    };
    text.split(' ').all(is_part)
}

fn write_item(value: &Value, indent: usize, out: &mut String) {
    out.push_str(&" ".repeat(indent));
    out.push('-');
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (index, (key, field)) in fields.iter().enumerate() {
                out.push_str(&if index == 0 { " ".to_owned() } else { " ".repeat(indent + 2) });
                write_field(key, field, indent + 2, out);
            }
        }
        value => write_value(value, indent, out),
    }
}

fn write_field(key: &str, value: &Value, indent: usize, out: &mut String) {
    out.push_str(&text(key));
    out.push(':');
    write_value(value, indent, out);
}

/// What follows a key or a dash: on its line, or below.
fn write_value(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            out.push('\n');
            for (key, field) in fields {
                out.push_str(&" ".repeat(indent + 2));
                write_field(key, field, indent + 2, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            for item in items {
                write_item(item, indent + 2, out);
            }
        }
        Value::String(it) => out.push_str(&format!(" {}\n", text(it))),
        value => out.push_str(&format!(" {value}\n")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_and_lists_are_below_each_other() {
        let step = json!({ "a": { "b": [{ "c": 1, "d": ["e", []] }], "f": {} }, "g": null });
        let expected = [
            "  - a:",
            "      b:",
            "        - c: 1",
            "          d:",
            "            - e",
            "            - []",
            "      f: {}",
            "    g: null",
            "",
        ]
        .join("\n");
        assert_eq!(list_item(&step, 2), expected);
    }

    #[test]
    fn only_plain_texts_have_no_quotes() {
        for plain in ["Board meeting", "a", "cal_1", "bob@example.com", "1h", "1h 30m"] {
            assert_eq!(text(plain), plain);
        }
        for quoted in [
            "",
            "yes",
            "1e3",
            "0x1",
            "12",
            "1 h",
            "a: b",
            "{application}",
            "name:change",
            "a ",
            "- a",
            "a\n",
            "#",
            "2026-01-17",
            "Zoë",
        ] {
            assert_eq!(text(quoted), Value::from(quoted).to_string());
        }
    }
}

//! Why a value does not fit its type, in words that do not repeat the value.
//!
//! The reason reaches logs, and the values are people's calendars. The messages of serde and its formats
//! quote the value, so only the part that says what they expected is kept.

use std::fmt::Display;

use crate::text::short;

/// Shortens an error to a line like `event.start: expected a date`.
pub(crate) fn reason(path: &str, error: &impl Display) -> String {
    // The path can hold keys of the body, and the sender chooses their length.
    let path = short(path);
    let what = what(&error.to_string());
    if path.is_empty() { what } else { format!("{path}: {what}") }
}

fn what(message: &str) -> String {
    // serde_json appends a position within the fragment, which means nothing to the reader.
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    // The names of fields are those of the type; everything before "expected" may be the value.
    if message.starts_with("missing field `") && message.ends_with('`') && message.matches('`').count() == 2 {
        return message.to_owned();
    }
    match message.rsplit_once(", expected ") {
        // The value may follow: "but got …".
        Some((_, expected)) => format!("expected {}", expected.split(" but ").next().unwrap_or_default()),
        None => "the value does not fit".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_was_expected_and_never_what_came() {
        let cases = [
            (r#"invalid type: string "Quarterly, expected layoffs", expected struct Event"#, "expected struct Event"),
            (r#"invalid value: string "x at line 3", expected a date at line 1 column 9"#, "expected a date"),
            ("failed to parse year, expected 0-9 but got y", "expected 0-9"),
            ("missing field `channel` at line 1 column 2", "missing field `channel`"),
            ("failed to parse \"secret\"", "the value does not fit"),
            ("invalid digit found in string", "the value does not fit"),
        ];
        for (message, expected) in cases {
            assert_eq!(reason("event", &message), format!("event: {expected}"));
            assert_eq!(reason("", &message), expected);
        }
    }
}

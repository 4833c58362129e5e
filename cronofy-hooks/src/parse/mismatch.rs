//! Why a value does not fit, in words that do not repeat it.
//!
//! The reason reaches logs, and the values are the calendars of people: serde and its formats quote
//! what they refuse, so only what they expected is kept of their messages.

use std::fmt::Display;

use crate::text::short;

/// `event.start: expected a date`, of an error that may say much more.
pub(crate) fn reason(path: impl Display, error: &impl Display) -> String {
    // It can hold keys of the body, which are as long as the sender likes.
    let path = path.to_string();
    let path = short(&path);
    let what = what(&error.to_string());
    // serde_path_to_error writes a dot where it is at no field.
    if path.is_empty() || path == "." { what } else { format!("{path}: {what}") }
}

fn what(message: &str) -> String {
    // serde_json ends with the place, which is that of a fragment.
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    // The names of fields are those of the type; everything before "expected" may be the value.
    if message.starts_with("missing field `") && message.ends_with('`') && message.matches('`').count() == 2 {
        return message.to_owned();
    }
    match message.rsplit_once(", expected ") {
        // What came may follow: "but got …".
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
            assert_eq!(reason(".", &message), expected);
        }
    }
}

//! [`PersonalTexts`]: what a body says about people, to be found in another text.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::mask::PERSONAL_MASK;
use super::replace::replace_personal;

/// A shorter text is a part of many words.
const SHORTEST: usize = 3;

/// The texts of a delivery that are personal or that no schema describes. An answer or an error may repeat them.
///
/// ```
/// use cronofy_hooks_contract::PersonalTexts;
/// use serde_json::json;
///
/// let texts = PersonalTexts::of(&json!({
///     "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] },
///     "event": { "event_id": "evt_1", "summary": "Lunch with Ada" },
/// }));
/// assert_eq!(texts.mask("evt_1: no room for Lunch with Ada"), "evt_1: no room for (personal)");
/// ```
#[derive(Clone)]
pub struct PersonalTexts {
    /// The longest first: one of them may be a part of another.
    texts: Vec<String>,
}

impl fmt::Debug for PersonalTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonalTexts").finish_non_exhaustive()
    }
}

impl PersonalTexts {
    /// Those of a body.
    #[must_use]
    pub fn of(body: &Value) -> Self {
        let mut texts = BTreeSet::new();
        let _ = replace_personal(body, |it| {
            collect(it.value, &mut texts);
            Value::Null
        });
        let mut texts: Vec<_> = texts.into_iter().collect();
        texts.sort_by_key(|it| std::cmp::Reverse(it.len()));
        Self { texts }
    }

    /// A text without them. Those of one or two bytes stay.
    #[must_use]
    pub fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut masked = Cow::Borrowed(text);
        for it in &self.texts {
            if masked.contains(it) {
                masked = Cow::Owned(masked.replace(it, PERSONAL_MASK));
            }
        }
        masked
    }
}

/// A text as it is, line by line, and as JSON writes it.
fn collect(value: &Value, texts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let in_json = Value::from(text.trim()).to_string();
            let escaped = in_json.get(1..in_json.len() - 1).unwrap_or_default();
            let parts = text.lines().map(str::trim).chain([text.trim(), escaped]);
            texts.extend(parts.filter(|it| it.len() >= SHORTEST).map(str::to_owned));
        }
        Value::Object(fields) => fields.values().for_each(|it| collect(it, texts)),
        Value::Array(elements) => elements.iter().for_each(|it| collect(it, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::PersonalTexts;

    #[test]
    fn the_longest_text_is_masked_first_and_a_short_one_stays() {
        let texts = PersonalTexts::of(&json!({
            "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] },
            "event": {
                "event_id": "evt_1", "summary": "Ada", "description": " Ada Lovelace ", "location": { "description": "B" },
                "attendees": [{ "email": "ada@example.com", "status": "accepted" }],
            },
        }));
        let text = "Boom: evt_1 of Ada Lovelace, Ada and ada@example.com accepted";
        assert_eq!(texts.mask(text), "Boom: evt_1 of (personal), (personal) and (personal) accepted");
        assert_eq!(texts.mask(""), "");
    }

    #[test]
    fn a_text_of_several_lines_is_masked_line_by_line_and_in_json() {
        let body = json!({ "notification": { "type": "change" }, "note": "See Ada\nat \"noon\"" });
        let texts = PersonalTexts::of(&body);
        assert_eq!(texts.mask("No See Ada"), "No (personal)");
        assert_eq!(texts.mask(&json!({ "wrong": body["note"] }).to_string()), r#"{"wrong":"(personal)"}"#);
    }
}

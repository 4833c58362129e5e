//! Bodies without personal data.

use serde_json::Value;

use super::replace::replace_personal;

/// Stands in the place of a value that is masked.
pub const PERSONAL_MASK: &str = "(personal)";

/// A delivery in which everything is masked that the schemas mark as personal (`x-personal`), and everything that they do
/// not describe: names, addresses, titles, notes, places, links to meetings, data of applications. Ids, times and the
/// words of enumerations stay.
///
/// ```
/// use cronofy_hooks_contract::mask_personal;
/// use serde_json::json;
///
/// let body = json!({
///     "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] },
///     "event": { "event_id": "evt_1", "summary": "Lunch with Ada", "new": "anything" },
/// });
/// let masked = mask_personal(&body);
/// assert_eq!(masked["event"], json!({ "event_id": "evt_1", "summary": "(personal)", "new": "(personal)" }));
/// assert_eq!(masked["notification"], body["notification"]);
/// ```
#[must_use]
pub fn mask_personal(body: &Value) -> Value {
    replace_personal(body, |_| PERSONAL_MASK.into())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::mask_personal;
    use crate::samples;

    /// Every text that is masked in a sample.
    fn masked(before: &Value, after: &Value, texts: &mut Vec<String>) {
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => {
                before.iter().for_each(|(key, value)| masked(value, &after[key], texts));
            }
            (Value::Array(before), Value::Array(after)) => {
                before.iter().zip(after).for_each(|(before, after)| masked(before, after, texts));
            }
            _ if before != after => texts.push(before.to_string()),
            _ => {}
        }
    }

    #[test]
    fn samples_keep_their_ids_and_lose_their_people() {
        let mut texts = Vec::new();
        for sample in samples() {
            let body: Value = serde_json::from_str(sample.body).expect("it is JSON");
            let after = mask_personal(&body);
            assert!(!after.to_string().contains("@example"), "{}: {after}", sample.name);
            masked(&body, &after, &mut texts);
            assert_eq!(after["notification"], body["notification"], "{}", sample.name);
            assert_eq!(after["channel"]["channel_id"], body["channel"]["channel_id"], "{}", sample.name);
            assert_eq!(after["event"]["event_id"], body["event"]["event_id"], "{}", sample.name);
        }
        assert!(texts.iter().any(|text| text.contains("Board meeting")) && texts.len() > 50, "{texts:?}");
        assert!(texts.iter().all(|text| !text.starts_with("\"chn_") && !text.starts_with("\"evt_")), "{texts:?}");
    }

    #[test]
    fn what_no_schema_describes_is_masked() {
        let body = json!({
            "notification": { "type": "poll_closed", "poll": "Lunch?", "changes_since": "2026-01-01T00:00:00Z" },
            "channel": { "channel_id": "chn_1", "owner": { "name": "Ada" } },
            "votes": [1, 2],
            "event": { "organizer": null, "attendees": [{ "email": "ada@example.com", "status": "accepted" }] },
        });
        let expected = json!({
            "notification": { "type": "poll_closed", "poll": "(personal)", "changes_since": "(personal)" },
            "channel": { "channel_id": "chn_1", "owner": "(personal)" },
            "votes": "(personal)",
            "event": { "organizer": null, "attendees": [{ "email": "(personal)", "status": "accepted" }] },
        });
        assert_eq!(mask_personal(&body), expected);
        // What the schema does not allow: a text for an object, and a sentence for a word.
        let body = json!({
            "notification": { "type": "event_subscription", "transitions": [{ "type": "event_start" }] },
            "event": { "organizer": "Ada", "attendees": ["ada@example.com"], "status": "see Ada" },
        });
        let expected = json!({ "organizer": "(personal)", "attendees": ["(personal)"], "status": "(personal)" });
        assert_eq!(mask_personal(&body)["event"], expected);
        assert_eq!(mask_personal(&json!(["x"])), json!("(personal)"));
    }
}

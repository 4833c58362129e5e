//! Bodies without personal data.

use serde_json::Value;

use crate::drift::{DriftSchemas, PlaceStep, SchemaPlace, is_name};

/// Stands in the place of a value that is masked.
const MASK: &str = "(personal)";

/// A body in which everything is masked that the schemas mark as personal (`x-personal`), and everything that they do
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
    let schemas = DriftSchemas::documented();
    let Value::Object(fields) = body else { return mask(body) };
    let known = schemas.known(fields);
    let field = |(key, value): (&String, &Value)| (key.clone(), schemas.masked_field(&known, "", key, value));
    Value::Object(fields.iter().map(field).collect())
}

impl DriftSchemas {
    /// A field of the body or of `notification`; `known` are the files that describe the body.
    fn masked_field(&self, known: &[&str], place: &str, key: &str, value: &Value) -> Value {
        match (place, key, value) {
            ("", "notification", Value::Object(fields)) => {
                let field = |(key, value): (&String, &Value)| {
                    (key.clone(), self.masked_field(known, key_place(key), key, value))
                };
                Value::Object(fields.iter().map(field).collect())
            }
            // The names that say what a delivery is.
            ("notification.type", ..) => name(value),
            ("notification.list", _, Value::Array(items)) => items.iter().map(masked_item).collect(),
            _ => {
                let place = if place.is_empty() { "" } else { "notification" };
                let objects = known.iter().flat_map(|schema| self.at(schema, place));
                let fields: Vec<_> = objects.filter_map(|object| object.step(PlaceStep::Key(key))).collect();
                let common = || self.common(place, key).and_then(|file| self.root(file)).into_iter().collect();
                self.masked(value, if fields.is_empty() { common() } else { fields })
            }
        }
    }

    /// A value that some schemas describe.
    fn masked(&self, value: &Value, here: Vec<SchemaPlace<'_>>) -> Value {
        if here.is_empty() || here.iter().any(SchemaPlace::is_personal) {
            return mask(value);
        }
        let here: Vec<_> = here.into_iter().flat_map(|place| self.resolved(place)).collect();
        if here.iter().any(SchemaPlace::is_personal) {
            return mask(value);
        }
        let below = |step: PlaceStep<'_>| here.iter().filter_map(|place| place.step(step)).collect::<Vec<_>>();
        match value {
            Value::Object(fields) => {
                let field = |(key, value): (&String, &Value)| {
                    let fields = below(PlaceStep::Key(key));
                    let fields = if fields.is_empty() { below(PlaceStep::MapValues) } else { fields };
                    (key.clone(), self.masked(value, fields))
                };
                Value::Object(fields.iter().map(field).collect())
            }
            Value::Array(elements) => {
                elements.iter().map(|element| self.masked(element, below(PlaceStep::Elements))).collect()
            }
            Value::String(text) if !here.iter().any(|place| may_be(place, text)) => mask(value),
            scalar => scalar.clone(),
        }
    }
}

/// Whether a schema allows a text: one of its words, a word that the service may have added, or any text.
fn may_be(place: &SchemaPlace<'_>, text: &str) -> bool {
    match place.words() {
        Some(words) => words.contains(&text) || is_name(text),
        None => place.is_free("string"),
    }
}

fn key_place(key: &str) -> &'static str {
    match key {
        "type" => "notification.type",
        "interactions" | "transitions" => "notification.list",
        _ => "notification",
    }
}

/// An interaction or a transition: its type and its subtype.
fn masked_item(item: &Value) -> Value {
    let Value::Object(fields) = item else { return mask(item) };
    let field = |(key, value): (&String, &Value)| {
        let is_known = matches!(key.as_str(), "type" | "subtype");
        (key.clone(), if is_known { name(value) } else { mask(value) })
    };
    Value::Object(fields.iter().map(field).collect())
}

fn name(value: &Value) -> Value {
    match value {
        Value::String(text) if is_name(text) => value.clone(),
        other => mask(other),
    }
}

/// Null says that there is nothing.
fn mask(value: &Value) -> Value {
    if value.is_null() { Value::Null } else { MASK.into() }
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

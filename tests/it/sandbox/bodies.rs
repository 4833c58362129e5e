//! Bodies of the sandbox match the documentation and the captures.

use std::collections::BTreeSet;
use std::fs;

use cronofy_hooks_sandbox::DeliveryView;
use cronofy_hooks_tests::{SchemaSet, root};
use serde_json::{Value, json};

/// The documented example of each name that has one.
const EXAMPLES: [(&str, &str); 6] = [
    ("conferencing_assigned", "conferencing-subscriptions-2026/conferencing_assigned"),
    ("conferencing_failing", "conferencing-subscriptions-2026/conferencing_failing"),
    ("event_start", "event-triggers/event_start"),
    ("meeting_agent_activated", "meeting-agent-callbacks/meeting_agent_activated"),
    ("meeting_agent_complete", "meeting-agent-callbacks/meeting_agent_complete"),
    ("meeting_agent_failed", "meeting-agent-callbacks/meeting_agent_failed"),
];

/// Every body validates against its schema, and has the keys of the documented example. Bodies of channels have
/// the keys of captured ones.
///
/// An agent without an event has no `event`, and an event without a chosen time no `start` and `end`, which the
/// documentation does not show.
pub(crate) fn every_body_is_as_documented(deliveries: &[DeliveryView]) {
    let schemas = SchemaSet::load();
    assert!(!deliveries.is_empty());
    for delivery in deliveries.iter().filter(|it| !it.made_up) {
        let body: Value = serde_json::from_str(&delivery.body).unwrap();
        let kinds =
            ["notification", "interaction", "transition", "callback"].map(|kind| format!("{kind}/{}", delivery.name));
        let schema = kinds.iter().find(|name| schemas.get(name).is_some());
        let schema = schema.unwrap_or_else(|| panic!("there is no schema for {}", delivery.name));
        if let Err(error) = schemas.validator(schema).validate(&body) {
            panic!("{schema}: {error}: {body:#}");
        }
        let mut example = example(&delivery.name);
        if body.get("event").is_none() && delivery.name.starts_with("meeting_agent") {
            example.as_object_mut().unwrap().remove("event");
        }
        if schema.starts_with("callback/") && body["event"].get("start").is_none() {
            example["event"].as_object_mut().unwrap().retain(|key, _| key != "start" && key != "end");
        }
        assert_eq!(keys(&body), keys(&example), "{}: {body:#}", delivery.name);
    }
}

fn example(name: &str) -> Value {
    // The documentation shows only one of the two transitions.
    let shown = if name == "event_end" { "event_start" } else { name };
    if name == "smart_invite" {
        let path = "schemas/samples/valid/notification/smart_invite/documented.json";
        return serde_json::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap();
    }
    if let Some((_, file)) = EXAMPLES.iter().find(|(example, _)| *example == shown) {
        let text = fs::read_to_string(root().join(format!("schemas/samples/http/{file}.http"))).unwrap();
        let text = text.replace("\r\n", "\n");
        let (_, body) = text.split_once("\n\n").unwrap();
        return serde_json::from_str(body).unwrap();
    }
    let callback = root().join(format!("schemas/samples/valid/callback/{name}/documented.json"));
    if let Ok(text) = fs::read_to_string(callback) {
        return serde_json::from_str(&text).unwrap();
    }
    // As captured from the service.
    let mut captured = json!({
        "notification": { "type": name },
        "channel": { "channel_id": "", "callback_url": "", "filters": {}, "scheduling_conversations": {} },
    });
    if name.starts_with("scheduling_conversation_") {
        let path = format!("schemas/samples/valid/notification/{name}/documented.json");
        captured = serde_json::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap();
        // The documentation leaves it out, and every captured channel has it.
        captured["channel"]["filters"] = json!({});
    }
    if name == "change" {
        captured["notification"]["changes_since"] = json!("");
    }
    captured
}

/// The path of every key. Elements of a list have their index.
fn keys(value: &Value) -> BTreeSet<String> {
    fn add(at: &str, value: &Value, keys: &mut BTreeSet<String>) {
        let parts: Vec<(String, &Value)> = match value {
            Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Value::Array(items) => items.iter().enumerate().map(|(place, item)| (place.to_string(), item)).collect(),
            _ => return,
        };
        for (key, value) in parts {
            let at = format!("{at}/{key}");
            add(&at, value, keys);
            keys.insert(at);
        }
    }
    let mut found = BTreeSet::new();
    add("", value, &mut found);
    found
}

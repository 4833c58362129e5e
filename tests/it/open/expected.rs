//! Which handlers a body should reach, by the documentation's rules alone.

use cronofy_hooks_tests::{SchemaSet, subtype_handler};
use serde_json::Value;

/// The handlers of [`cronofy_hooks_tests::everything`] that a body with all required fields reaches.
pub(super) fn expected(set: &SchemaSet, body: &Value) -> Vec<String> {
    let documented = |kind: &str, name: &str| set.get(&format!("{kind}/{name}")).is_some();
    let fallback = || "fallback".to_owned();
    let Some(notification) = body.get("notification") else {
        let has = |key: &str| body.get(key).is_some();
        return vec![match (has("authorization"), has("event") && has("participants")) {
            (true, _) => "authorization".to_owned(),
            (_, true) => "real_time_scheduling".to_owned(),
            _ => fallback(),
        }];
    };
    let name = notification["type"].as_str().unwrap();
    if name != "event_subscription" {
        return vec![if documented("notification", name) { name.to_owned() } else { fallback() }];
    }
    let mut handlers = Vec::new();
    for (kind, list) in [("interaction", "interactions"), ("transition", "transitions")] {
        for item in notification[list].as_array().into_iter().flatten() {
            let name = item["type"].as_str().unwrap();
            let narrow = item["subtype"].as_str().and_then(|subtype| subtype_handler(name, subtype));
            handlers.push(match narrow {
                Some(handler) => handler.to_owned(),
                None if documented(kind, name) => name.to_owned(),
                None => fallback(),
            });
        }
    }
    handlers
}

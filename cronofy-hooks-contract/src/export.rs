//! The schemas for other languages.

/// An OpenAPI 3.1 description: the API under `paths`, the deliveries under `webhooks`, and all schemas. As JSON.
#[must_use]
pub const fn openapi() -> &'static str {
    include_str!("../export/openapi.json")
}

/// An AsyncAPI 3 description of the deliveries. As JSON.
#[must_use]
pub const fn asyncapi() -> &'static str {
    include_str!("../export/asyncapi.json")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::limits::{NOTIFICATION_DEADLINE, RETRY_PERIOD, TRIGGER_DEADLINE};
    use crate::schema::schemas;

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_default()
    }

    fn keys(value: &Value) -> BTreeSet<&str> {
        value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
    }

    #[test]
    fn the_descriptions_have_every_delivery_schema_and_endpoint() {
        let (openapi, asyncapi) = (parsed(openapi()), parsed(asyncapi()));
        let deliveries: BTreeSet<_> =
            schemas().iter().filter(|schema| schema.is_delivery()).map(|schema| schema.name).collect();
        assert_eq!(keys(&openapi["webhooks"]), deliveries);
        assert_eq!(keys(&asyncapi["components"]["messages"]), deliveries);
        let titles: BTreeSet<_> = schemas().iter().map(|schema| schema.title()).collect();
        assert_eq!(keys(&openapi["components"]["schemas"]), titles);
        let endpoints: BTreeSet<_> = schemas()
            .iter()
            .flat_map(|schema| schema.endpoints())
            .map(|(method, path)| (method.to_ascii_lowercase(), path.to_owned()))
            .collect();
        let paths = openapi["paths"].as_object().into_iter().flatten();
        let described: BTreeSet<_> = paths
            .flat_map(|(path, methods)| keys(methods).into_iter().map(|method| (method.to_owned(), path.clone())))
            .collect();
        assert_eq!(described, endpoints);
        assert!(endpoints.len() > 20 && deliveries.len() > 10, "they were found");
    }

    /// A request or an answer that is no part of another schema says which endpoint it belongs to.
    #[test]
    fn no_request_or_answer_is_without_an_endpoint() {
        // A download is at a URL of its own, and the endpoint of an event has one more body.
        let elsewhere = ["response/transcript", "request/change_event_agent"];
        let used: String = schemas()
            .iter()
            .flat_map(|schema| schema.text.split("\"$ref\": \"").skip(1))
            .fold(String::new(), |all, rest| all + rest.split('"').next().unwrap_or_default() + "\n");
        for schema in schemas().iter().filter(|schema| matches!(schema.kind, "request" | "response")) {
            let is_part = used.lines().any(|path| path.trim_start_matches("../") == format!("{}.json", schema.name));
            let says = schema.document.get("x-endpoint").is_some();
            assert!(is_part || says || elsewhere.contains(&schema.path), "{}: write `x-endpoint`", schema.path);
        }
    }

    #[test]
    fn the_deadlines_are_the_limits() {
        let (openapi, asyncapi) = (parsed(openapi()), parsed(asyncapi()));
        for schema in schemas().iter().filter(|schema| schema.is_delivery()) {
            let deadline = if schema.kind == "transition" { TRIGGER_DEADLINE } else { NOTIFICATION_DEADLINE };
            let webhook = &openapi["webhooks"][schema.name]["post"];
            let operation = &asyncapi["operations"][format!("receive_{}", schema.kind)];
            for described in [webhook, operation] {
                assert_eq!(described["x-deadline-seconds"], deadline.as_secs(), "{}", schema.path);
                assert_eq!(described["x-retry-seconds"], RETRY_PERIOD.as_secs(), "{}", schema.path);
            }
        }
    }

    /// Every reference leads to a component.
    #[test]
    fn no_reference_is_broken() {
        for text in [openapi(), asyncapi()] {
            let description = parsed(text);
            let mut found = 0;
            for reference in text.split("\"$ref\": \"#").skip(1) {
                let pointer = reference.split('"').next().unwrap_or_default();
                assert!(description.pointer(pointer).is_some(), "{pointer}");
                found += 1;
            }
            assert!(found > 50, "{found}");
        }
    }
}

//! [`JsonSchema`]: one schema, as text and as JSON.

use std::sync::LazyLock;

use serde_json::Value;

use super::generated::SCHEMAS;

/// The JSON Schema of a notification, an interaction, a transition, a callback, a request, a response, or a part of them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JsonSchema {
    /// `kind/name`.
    pub path: &'static str,
    /// `notification`, `interaction`, `transition`, `callback`, `request`, `response` or `shared`.
    pub kind: &'static str,
    /// The name of the file, without `.json`.
    pub name: &'static str,
    /// The schema as it is written.
    pub text: &'static str,
    /// The schema as JSON.
    pub document: Value,
}

static PARSED: LazyLock<Vec<JsonSchema>> = LazyLock::new(|| {
    // The tests parse every one of them.
    SCHEMAS.iter().filter_map(|(path, text)| parse(path, text).ok()).collect()
});

fn parse(path: &'static str, text: &'static str) -> Result<JsonSchema, serde_json::Error> {
    let (kind, name) = path.split_once('/').unwrap_or(("", path));
    Ok(JsonSchema { path, kind, name, text, document: serde_json::from_str(text)? })
}

/// All schemas: notifications, interactions, transitions and callbacks, then requests, responses, and the objects
/// that they are made of.
#[must_use]
pub fn schemas() -> &'static [JsonSchema] {
    &PARSED
}

/// The schema at `kind/name`.
#[must_use]
pub fn schema(path: &str) -> Option<&'static JsonSchema> {
    schemas().iter().find(|schema| schema.path == path)
}

/// What a notification, interaction, transition or callback of this name means; `None` if it is not documented. No two
/// of them have one name.
///
/// ```
/// let change = cronofy_hooks_contract::describe("change");
/// assert!(change.is_some_and(|description| description.contains("calendars")));
/// ```
#[must_use]
pub fn describe(name: &str) -> Option<&'static str> {
    let schema = schemas().iter().find(|schema| schema.is_delivery() && schema.name == name);
    schema.map(JsonSchema::description)
}

impl JsonSchema {
    /// Whether it describes a whole delivery.
    #[must_use]
    pub fn is_delivery(&self) -> bool {
        matches!(self.kind, "notification" | "interaction" | "transition" | "callback")
    }

    /// The name of the Rust type.
    #[must_use]
    pub fn title(&self) -> &str {
        self.document["title"].as_str().unwrap_or_default()
    }

    /// What the value is.
    #[must_use]
    pub fn description(&self) -> &str {
        self.document["description"].as_str().unwrap_or_default()
    }

    /// The endpoints that take the request, or give the answer: the method and the path of each.
    ///
    /// ```
    /// let schema = cronofy_hooks_contract::schema("request/create_channel").expect("it is documented");
    /// assert_eq!(schema.endpoints(), [("POST", "/v1/channels")]);
    /// ```
    #[must_use]
    pub fn endpoints(&self) -> Vec<(&str, &str)> {
        let endpoint = &self.document["x-endpoint"];
        let listed = endpoint.as_object().into_iter().flatten().map(|(endpoint, _)| endpoint.as_str());
        endpoint.as_str().into_iter().chain(listed).filter_map(|endpoint| endpoint.split_once(' ')).collect()
    }

    /// The page of the documentation.
    #[must_use]
    pub fn page(&self) -> Option<&str> {
        self.document["x-page"].as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_parsed_and_described() {
        assert_eq!(schemas().len(), SCHEMAS.len());
        for schema in schemas() {
            assert!(!schema.title().is_empty() && !schema.description().is_empty(), "{}", schema.path);
        }
    }
}

//! Which fields a schema lists at a place of a body.

use serde_json::Value;

use super::document::{JsonSchema, schemas};

/// What a schema says of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldFacts {
    /// What it means.
    pub description: Option<&'static str>,
    /// The types that it may have: `string`, `integer`. Empty if the schema does not say.
    pub types: Vec<&'static str>,
    /// The texts that are documented, if it is one of a few.
    pub choices: Vec<&'static str>,
}

impl JsonSchema {
    /// The names of the fields that the object at a place can have. A place is a list of keys from the body
    /// down; an element of a list is one step, and its number makes no difference.
    ///
    /// `None` if any field can stand there. Empty if none can, because the value is no object or is not in the
    /// schema.
    ///
    /// ```
    /// let start = cronofy_hooks_contract::schema("transition/event_start").expect("it is documented");
    /// let fields = start.fields_at(["event", "attendees", "0"]).expect("the schema lists them");
    /// assert!(fields.contains(&"email"));
    /// ```
    #[must_use]
    pub fn fields_at<'p>(&'static self, place: impl IntoIterator<Item = &'p str>) -> Option<Vec<&'static str>> {
        let here = self.schemas_at(place)?;
        let here: Vec<_> = here.into_iter().flat_map(alternatives).collect();
        if here.iter().any(|schema| is_open(schema)) {
            return None;
        }
        let fields = here.iter().filter_map(|schema| schema.get("properties")?.as_object());
        Some(fields.flat_map(|fields| fields.keys().map(String::as_str)).collect())
    }

    /// What the schema says of the value at a place; `None` if it says nothing. A place is as for
    /// [`JsonSchema::fields_at`].
    ///
    /// ```
    /// let change = cronofy_hooks_contract::schema("notification/change").expect("it is documented");
    /// let facts = change.facts_at(["notification", "changes_since"]).expect("the schema lists it");
    /// assert_eq!(facts.types, ["string"]);
    /// ```
    #[must_use]
    pub fn facts_at<'p>(&'static self, place: impl IntoIterator<Item = &'p str>) -> Option<FieldFacts> {
        let here = self.schemas_at(place)?;
        let text = |schema: &'static Value, key: &str| schema.get(key).and_then(Value::as_str);
        let exact: Vec<_> = here.iter().flat_map(|schema| alternatives(schema)).collect();
        let types = exact.iter().filter_map(|schema| match schema.get("type") {
            Some(Value::Array(several)) => Some(several.iter().filter_map(Value::as_str).collect()),
            Some(one) => one.as_str().map(|one| vec![one]),
            // A constant is a text.
            None => text(schema, "const").map(|_| vec!["string"]),
        });
        let mut types: Vec<_> = types.flatten().collect();
        types.sort_unstable();
        types.dedup();
        // What refers to a shared part says what it is for here.
        let described = here.iter().copied().chain(exact.iter().copied());
        let facts = FieldFacts {
            description: described.into_iter().find_map(|schema| text(schema, "description")),
            types,
            choices: exact.iter().filter_map(|schema| text(schema, "const")).collect(),
        };
        (!here.is_empty()).then_some(facts)
    }

    /// The schemas of the value at a place; `None` if any value can stand there.
    fn schemas_at<'p>(&'static self, place: impl IntoIterator<Item = &'p str>) -> Option<Vec<&'static Value>> {
        let mut here = vec![&self.document];
        for step in place {
            let mut there = Vec::new();
            for schema in here.into_iter().flat_map(alternatives) {
                match (schema.get("properties").and_then(|fields| fields.get(step)), schema.get("items")) {
                    (Some(field), _) => there.push(field),
                    (None, Some(items)) => there.push(items),
                    (None, None) if is_open(schema) => return None,
                    (None, None) => {}
                }
            }
            here = there;
        }
        Some(here)
    }
}

/// Returns the schemas that a value here may fit: each one of `oneOf` or `anyOf`, the file that `$ref` names, or
/// the schema itself.
fn alternatives(schema: &'static Value) -> Vec<&'static Value> {
    if let Some(file) = schema.get("$ref").and_then(Value::as_str) {
        // Only shared parts are named by others.
        let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".json");
        let parts = schemas().iter().filter(|part| part.kind == "shared" && part.name == name);
        return parts.flat_map(|part| alternatives(&part.document)).collect();
    }
    let several = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array);
    several.map_or_else(|| vec![schema], |several| several.iter().flat_map(alternatives).collect())
}

/// Whether an object here may have fields that the schema does not list: a map, or anything.
fn is_open(schema: &Value) -> bool {
    let may_be_an_object = match schema.get("type") {
        Some(Value::String(one)) => one == "object",
        Some(Value::Array(several)) => several.iter().any(|one| one == "object"),
        _ => schema.get("const").is_none() && schema.get("enum").is_none(),
    };
    may_be_an_object && schema.get("properties").is_none()
}

#[cfg(test)]
mod tests {
    use crate::schema;

    fn fields(path: &str, place: &[&str]) -> Option<Vec<&'static str>> {
        schema(path).unwrap_or_else(|| panic!("{path}")).fields_at(place.iter().copied())
    }

    #[test]
    fn fields_are_those_of_their_place() {
        let has = |place: &[&str], field: &str| {
            fields("transition/event_start", place).unwrap_or_else(|| panic!("{place:?}")).contains(&field)
        };
        assert!(has(&[], "event") && has(&["event"], "event_id"));
        assert!(has(&["event", "attendees", "3"], "email") && has(&["event", "start"], "tzid"));
        assert!(!has(&["event", "summary"], "text"), "a text has no fields");
        assert!(!has(&[], "event_id") && !has(&["event"], "email") && !has(&["evnt"], "event_id"));
        assert_eq!(fields("notification/change", &["channel", "filters"]).map(|fields| fields.is_empty()), Some(false));
    }

    #[test]
    fn facts_are_those_of_the_value() {
        let facts = |path: &str, place: &[&str]| {
            schema(path).unwrap_or_else(|| panic!("{path}")).facts_at(place.iter().copied())
        };
        let kind = facts("interaction/conferencing_failing", &["notification", "interactions", "0", "subtype"])
            .expect("it is listed");
        assert!(kind.types == ["string"] && kind.choices.contains(&"profile_missing"), "{kind:?}");
        let since = facts("notification/change", &["notification", "changes_since"]).expect("it is listed");
        assert!(
            since.choices.is_empty() && since.description.is_some_and(|text| text.contains("since this instant")),
            "{since:?}"
        );
        assert_eq!(facts("notification/change", &["notification", "nothing"]), None);
    }

    #[test]
    fn every_field_of_every_sample_is_at_its_place() {
        fn check(sample: &crate::Sample, value: &serde_json::Value, place: &mut Vec<String>) {
            let path = format!("{}/{}", sample.route.kind().as_str(), sample.route.name());
            let steps: Vec<_> = place.iter().map(String::as_str).collect();
            let keys: Vec<(String, &serde_json::Value)> = match value {
                serde_json::Value::Object(fields) => {
                    if let Some(listed) = super::tests::fields(&path, &steps) {
                        for key in fields.keys() {
                            assert!(listed.contains(&key.as_str()), "{}: {place:?} {key}: {listed:?}", sample.name);
                        }
                    }
                    fields.iter().map(|(key, value)| (key.clone(), value)).collect()
                }
                serde_json::Value::Array(items) => {
                    items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
                }
                _ => return,
            };
            for (key, value) in keys {
                place.push(key);
                check(sample, value, place);
                place.pop();
            }
        }
        for sample in crate::samples() {
            let body = serde_json::from_str(sample.body).unwrap_or_else(|error| panic!("{}: {error}", sample.name));
            check(sample, &body, &mut Vec::new());
        }
    }
}

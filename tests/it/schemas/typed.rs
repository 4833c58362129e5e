//! What a schema allows, its type takes.

use cronofy_hooks_tests::SchemaSet;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::{failures, types};

/// How many values of each schema are tried.
const CASES: u32 = 64;

#[test]
fn a_value_that_the_schema_allows_is_read_and_written() {
    let set = SchemaSet::load();
    for (name, document) in set.iter() {
        let (validator, round_trip) = (set.validator(name), types::round_trip_of(name).unwrap());
        let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
        let checked = runner.run(&values(&set, name, document), |value| {
            prop_assert_eq!(failures(&validator, &value), Vec::<String>::new(), "made no value of {}: {}", name, value);
            let encoded =
                round_trip(&value).map_err(|error| TestCaseError::fail(format!("{name}: {error}: {value}")))?;
            prop_assert_eq!(failures(&validator, &encoded), Vec::<String>::new(), "{} came back as {}", value, encoded);
            Ok(())
        });
        checked.unwrap_or_else(|error| panic!("schemas/{name}.json: {error}"));
    }
}

/// At the ends of what RFC 3339 can write, and beyond what a timestamp holds.
const TIMES: [&str; 12] = [
    "0000-01-01T00:00:00Z",
    "0000-01-01T00:00:00+14:00",
    "1970-01-01T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "2026-01-19T15:30:00Z",
    "2026-01-19T15:30:00.5+01:00",
    "2026-01-19T15:30:00.123456789123456789Z",
    "2026-01-19T15:30:00-00:00",
    "2026-04-21T23:00:00-23:59",
    "9999-12-30T22:00:00Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.9999999999-23:59",
];

const DATES: [&str; 4] = ["0000-01-01", "2024-02-29", "2026-01-19", "9999-12-31"];

/// The values that a schema allows.
fn values(set: &SchemaSet, name: &str, schema: &Value) -> BoxedStrategy<Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        let (target, document) = set.follow(name, reference);
        return values(set, &target, document);
    }
    if let Some(alternatives) = schema["anyOf"].as_array() {
        return union(alternatives.iter().map(|schema| values(set, name, schema)));
    }
    let constants = schema["oneOf"].as_array().into_iter().flatten().filter_map(|one| one.get("const"));
    let constants: Vec<_> = schema.get("const").into_iter().chain(constants).cloned().collect();
    let value = match of_type(schema) {
        _ if !constants.is_empty() => select(constants).boxed(),
        Some("object") if schema.get("properties").is_some() => objects(set, name, schema),
        Some("object") if schema.get("additionalProperties").is_some() => {
            let values = values(set, name, &schema["additionalProperties"]);
            prop::collection::btree_map("[a-z.]{1,9}", values, 0..3).prop_map(|map| json!(map)).boxed()
        }
        Some("object") => json_values().prop_map(|value| json!({ "any": value })).boxed(),
        Some("array") => {
            let (least, most) = (schema["minItems"].as_u64().unwrap_or(0), schema["maxItems"].as_u64().unwrap_or(3));
            let length = least as usize..=most.min(least + 3) as usize;
            prop::collection::vec(values(set, name, &schema["items"]), length).prop_map(Value::Array).boxed()
        }
        Some("string") => strings(set, schema),
        Some("integer") => integers(schema),
        Some("number") => {
            any::<f64>().prop_filter_map("JSON", |n| Some(Value::Number(serde_json::Number::from_f64(n)?))).boxed()
        }
        Some("boolean") => any::<bool>().prop_map(Value::Bool).boxed(),
        _ => json_values(),
    };
    match schema["type"].as_array().is_some_and(|types| types.contains(&json!("null"))) {
        true => union([value, Just(Value::Null).boxed()]),
        false => value,
    }
}

/// The type beside `null`.
fn of_type(schema: &Value) -> Option<&str> {
    let types = schema["type"].as_array();
    schema["type"].as_str().or_else(|| types?.iter().filter_map(Value::as_str).find(|name| *name != "null"))
}

fn objects(set: &SchemaSet, name: &str, schema: &Value) -> BoxedStrategy<Value> {
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    // Of the lists of keys in `oneOf`, exactly one is there.
    let alternatives: Vec<_> =
        schema["oneOf"].as_array().into_iter().flatten().map(|one| texts(&one["required"])).collect();
    let chosen = if alternatives.is_empty() { vec![Vec::new()] } else { alternatives.clone() };
    let required = texts(&schema["required"]);
    let least = schema["minProperties"].as_u64().unwrap_or(0) as usize;
    let properties: Vec<_> = schema["properties"].as_object().unwrap().iter().collect();
    let objects = chosen.into_iter().map(|chosen| {
        let mut object = Just(Map::new()).boxed();
        for &(key, property) in &properties {
            let is_required = required.contains(key) || chosen.contains(key);
            let is_left_out = !is_required && alternatives.iter().flatten().any(|other| other == key);
            if is_left_out {
                continue;
            }
            let value = values(set, name, property);
            let value = if is_required { value.prop_map(Some).boxed() } else { prop::option::of(value).boxed() };
            let key = key.clone();
            object = (object, value)
                .prop_map(move |(mut object, value)| {
                    object.extend(value.map(|value| (key.clone(), value)));
                    object
                })
                .boxed();
        }
        // Unknown keys are allowed everywhere, and a type does not keep them.
        let object = object.prop_filter("minProperties", move |object: &Map<_, _>| object.len() >= least);
        let unknown = prop::option::weighted(0.1, json_values());
        let with_unknown = (object, unknown).prop_map(|(mut object, unknown)| {
            object.extend(unknown.map(|value| ("a_key_of_tomorrow".to_owned(), value)));
            Value::Object(object)
        });
        with_unknown.boxed()
    });
    union(objects)
}

fn strings(set: &SchemaSet, schema: &Value) -> BoxedStrategy<Value> {
    let texts = |texts: &[&str]| select(texts.iter().map(|text| json!(text)).collect::<Vec<_>>()).boxed();
    if let Some(folder) = schema["x-names"].as_str() {
        let names = set.iter().filter_map(|(name, _)| name.strip_prefix(folder)?.strip_prefix('/'));
        return texts(&names.collect::<Vec<_>>());
    }
    match (schema["pattern"].as_str(), schema["format"].as_str()) {
        (Some(pattern), _) if pattern.contains("https?") => {
            texts(&["https://example.com/a?b=%20#c", "http://[::1]:3000"])
        }
        (Some(pattern), _) if pattern.contains("/v1/") => texts(&["/v1/events?tzid=Etc%2FUTC"]),
        (Some(pattern), _) if pattern.contains(':') => texts(&["00:00", "09:30", "23:59"]),
        (Some(pattern), _) if pattern.contains("_-") => texts(&["83hi8qhfiaif", "a_B-1"]),
        (Some(_), _) => texts(&["#0099fF"]),
        (None, Some("date-time")) => texts(&TIMES),
        (None, Some("date")) => texts(&DATES),
        (None, Some("email")) => texts(&["ada@example.com"]),
        (None, Some("uri")) => texts(&["https://example.com/", "urn:example:a"]),
        (None, Some(other)) => panic!("no strategy makes the format {other}"),
        (None, None) => {
            let (least, most) = (schema["minLength"].as_u64().unwrap_or(0), schema["maxLength"].as_u64().unwrap_or(40));
            let characters = prop::collection::vec(any::<char>(), least as usize..=most.min(40) as usize);
            characters.prop_map(|characters| Value::String(characters.into_iter().collect())).boxed()
        }
    }
}

/// Integers, also as `1620.0`, and beyond 64 bits.
fn integers(schema: &Value) -> BoxedStrategy<Value> {
    let (least, most) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
    let inside = least.unwrap_or(i64::MIN)..=most.unwrap_or(i64::MAX);
    let floats = least.unwrap_or(-(1 << 52)).max(-(1 << 52))..=most.unwrap_or(1 << 52).min(1 << 52);
    let mut kinds = vec![inside.prop_map(Value::from).boxed(), floats.prop_map(|n| json!(n as f64)).boxed()];
    if most.is_none() {
        kinds.push(select(vec![json!(u64::MAX), json!(1e19), json!(1e300)]).boxed());
    }
    if least.is_none() {
        kinds.push(select(vec![json!(-1e19), json!(-1e300)]).boxed());
    }
    union(kinds)
}

fn json_values() -> BoxedStrategy<Value> {
    select(vec![json!(null), json!(1.5), json!("a"), json!([1, {}]), json!({ "a": { "b": [null] } })]).boxed()
}

fn union(strategies: impl IntoIterator<Item = BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    prop::strategy::Union::new(strategies).boxed()
}

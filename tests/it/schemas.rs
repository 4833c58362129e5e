//! Schemas, samples and types agree.

mod access_requests;
mod http;
mod invite_requests;
mod requests;
mod sandbox;
mod scheduling_requests;
mod typed;
mod types;

use std::collections::BTreeSet;

use cronofy_hooks_tests::{DELIVERY_KINDS, SampleFile, SchemaSet, router, signed};
use jsonschema::Validator;
use serde_json::Value;

/// Why a schema refuses a value, as the samples write it: `(root) required`.
fn failures(validator: &Validator, value: &Value) -> Vec<String> {
    let failures = validator.iter_errors(value).map(|error| {
        let path = error.instance_path().as_str();
        format!("{} {}", if path.is_empty() { "(root)" } else { path }, error.kind().keyword())
    });
    failures.collect()
}

#[test]
fn schemas_are_schemas() {
    let set = SchemaSet::load();
    let mut names = BTreeSet::new();
    for (name, document) in set.iter() {
        assert_eq!(document["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        if let Err(error) = jsonschema::draft202012::meta::validate(document) {
            panic!("schemas/{name}.json {}: {error}", error.instance_path());
        }
        // Building follows every reference and refuses a format without a check.
        let _ = set.validator(name);
        assert!(names.insert(document["title"].as_str().unwrap()), "the title of {name} is taken");
    }
    assert!(names.len() > DELIVERY_KINDS.len(), "the schemas were found");
}

#[test]
fn valid_samples_validate() {
    let set = SchemaSet::load();
    for sample in SchemaSet::samples("valid") {
        let failures = failures(&set.validator(&sample.schema), &sample.content);
        assert_eq!(failures, Vec::<String>::new(), "samples/valid/{}.json", sample.name);
    }
}

#[test]
fn valid_samples_survive_their_types() {
    for sample in SchemaSet::samples("valid") {
        let Some(round_trip) = types::round_trip_of(&sample.schema) else { continue };
        match round_trip(&sample.content) {
            Ok(encoded) => assert_eq!(encoded, sample.content, "samples/valid/{}.json", sample.name),
            Err(error) => panic!("samples/valid/{}.json: {error}", sample.name),
        }
    }
}

#[test]
fn every_schema_has_a_type() {
    let set = SchemaSet::load();
    for (name, _) in set.iter() {
        assert!(
            types::round_trip_of(name).is_some(),
            "schemas/{name}.json has no type here; add a line for it to TYPES in tests/it/schemas/types.rs"
        );
    }
    for (name, _) in types::TYPES {
        assert!(set.get(name).is_some(), "tests/it/schemas/types.rs lists {name}, and there is no such schema");
    }
}

#[test]
fn examples_in_schemas_validate_and_survive() {
    let set = SchemaSet::load();
    let mut examples = 0;
    for (name, document) in set.iter() {
        for example in document["examples"].as_array().into_iter().flatten() {
            assert_eq!(failures(&set.validator(name), example), Vec::<String>::new(), "{name}: {example}");
            let round_trip = types::round_trip_of(name).unwrap();
            assert_eq!(round_trip(example).as_ref(), Ok(example), "{name}");
            examples += 1;
        }
    }
    assert!(examples > 0, "an example was found");
}

#[test]
fn invalid_samples_fail_for_the_stated_reason() {
    let set = SchemaSet::load();
    for SampleFile { schema, name, content } in SchemaSet::samples("invalid") {
        let reason = content["reason"].as_str().unwrap_or_else(|| panic!("{name}: no reason"));
        assert!(content.get("body").is_some(), "{name}: no body");
        assert_eq!(failures(&set.validator(&schema), &content["body"]), [reason], "samples/invalid/{name}.json");
    }
}

#[test]
fn every_schema_has_samples() {
    let set = SchemaSet::load();
    let mut missing = Vec::new();
    for validity in ["valid", "invalid"] {
        let sampled: BTreeSet<_> = SchemaSet::samples(validity).into_iter().map(|sample| sample.schema).collect();
        missing.extend(
            set.iter()
                .filter(|(name, _)| !sampled.contains(*name))
                .map(|(name, _)| format!("schemas/samples/{validity}/{name}/")),
        );
        let orphans: Vec<_> = sampled.iter().filter(|name| set.get(name).is_none()).collect();
        assert!(orphans.is_empty(), "samples/{validity}: samples without a schema: {orphans:?}");
    }
    assert!(missing.is_empty(), "schemas without a sample: {missing:#?}");
}

#[tokio::test]
async fn invalid_samples_are_acknowledged() {
    let (router, log) = router();
    for sample in SchemaSet::samples("invalid").into_iter().filter(SampleFile::is_delivery) {
        let body = sample.content["body"].to_string();
        let answer = signed(body.clone()).send_to(router.clone()).await;
        assert_eq!(answer.status, 204, "{}: {}", sample.name, answer.text);
        let seen = log.take();
        assert!(!seen.is_empty(), "{}: no handler was called", sample.name);
        assert!(seen.iter().all(|seen| seen.body == body), "{}: other bytes", sample.name);
    }
}

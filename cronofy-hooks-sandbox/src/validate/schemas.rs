//! The validators of all schemas. The program contains the schemas, so nothing is fetched.

use std::collections::HashMap;
use std::sync::LazyLock;

use jsonschema::{Registry, Validator};
use serde_json::Value;

use super::generated::SCHEMAS;

/// The prefix of every schema's path, so that relative references resolve.
const BASE: &str = "schemas:///";

/// By `kind/name`. A test builds every validator, so this does not fail at run time.
static VALIDATORS: LazyLock<HashMap<&'static str, Validator>> = LazyLock::new(|| build().unwrap_or_default());

/// The validator of the schema `kind/name`.
pub(super) fn schema(name: &str) -> Option<&'static Validator> {
    VALIDATORS.get(name)
}

fn build() -> Result<HashMap<&'static str, Validator>, Box<dyn std::error::Error>> {
    let mut registry = Registry::new();
    for (name, text) in SCHEMAS {
        registry = registry.add(format!("{BASE}{name}.json"), serde_json::from_str::<Value>(text)?)?;
    }
    let registry = registry.prepare()?;
    let mut validators = HashMap::new();
    for (name, text) in SCHEMAS {
        let options = jsonschema::options().with_registry(&registry).with_base_uri(format!("{BASE}{name}.json"));
        let options = options.should_validate_formats(true).should_ignore_unknown_formats(false);
        validators.insert(*name, options.build(&serde_json::from_str(text)?)?);
    }
    Ok(validators)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_schema_has_a_validator() {
        let validators = super::build().expect("every schema builds");
        assert_eq!(validators.len(), super::SCHEMAS.len());
        assert!(validators.contains_key("request/upsert_event"));
    }
}

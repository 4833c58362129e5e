//! The schemas, ready to check with. Nothing is fetched: all of them are in the program.

use std::collections::HashMap;
use std::sync::LazyLock;

use jsonschema::{Registry, Validator};
use serde_json::Value;

use super::generated::SCHEMAS;

/// Stands before the path of a schema, so that relative references resolve.
const BASE: &str = "schemas:///";

/// By `kind/name`. The tests build every one of them, so that this cannot fail where it runs.
static VALIDATORS: LazyLock<HashMap<&'static str, Validator>> = LazyLock::new(|| build().unwrap_or_default());

/// The schema `kind/name`; None when there is no such schema.
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
    fn every_schema_is_there_to_check_with() {
        let validators = super::build().expect("schemas that validators can be made of");
        assert_eq!(validators.len(), super::SCHEMAS.len());
        assert!(validators.contains_key("request/upsert_event"));
    }
}

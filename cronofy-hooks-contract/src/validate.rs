//! Validators of the schemas. Nothing is fetched: all schemas are in the program.

use std::collections::HashMap;
use std::sync::LazyLock;

use jsonschema::{Registry, ValidationError, Validator};

use crate::schema::{JsonSchema, schemas};

/// Stands before the path of a schema, so that relative references resolve.
const BASE: &str = "schemas:///";

/// By `kind/name`. The tests build every one of them, so that this cannot fail where it runs.
static VALIDATORS: LazyLock<HashMap<&'static str, Validator>> = LazyLock::new(|| build().unwrap_or_default());

/// The validator of the schema at `kind/name`, which checks formats too.
#[must_use]
pub fn validator(path: &str) -> Option<&'static Validator> {
    VALIDATORS.get(path)
}

fn build() -> Result<HashMap<&'static str, Validator>, Box<dyn std::error::Error>> {
    let mut registry = Registry::new();
    for schema in schemas() {
        registry = registry.add(format!("{BASE}{}.json", schema.path), schema.document.clone())?;
    }
    let registry = registry.prepare()?;
    let build = |schema: &'static JsonSchema| {
        let options =
            jsonschema::options().with_registry(&registry).with_base_uri(format!("{BASE}{}.json", schema.path));
        let options = options.should_validate_formats(true).should_ignore_unknown_formats(false);
        Ok::<_, ValidationError<'static>>((schema.path, options.build(&schema.document)?))
    };
    Ok(schemas().iter().map(build).collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_has_a_validator() {
        let validators = build().expect("schemas that validators can be made of");
        assert_eq!(validators.len(), schemas().len());
        assert!(validator("request/upsert_event").is_some());
    }
}

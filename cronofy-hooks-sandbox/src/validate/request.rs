//! Checks a body against its schema.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::say::say;
use super::schemas::schema;
use crate::api::{Refused, Violation};

/// Everything that is wrong with a body.
pub(crate) fn check(name: &str, body: &Value) -> Result<(), Vec<Violation>> {
    let Some(schema) = schema(name) else {
        let description = format!("the sandbox has no schema {name}: this is a mistake of its own");
        return Err(vec![Violation { field: "body".to_owned(), key: "errors.internal", description }]);
    };
    let violations: Vec<_> = schema.iter_errors(body).map(|error| say(&error)).collect();
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

/// A body that fits its schema, as a type.
pub(crate) fn accept<T: DeserializeOwned>(name: &str, body: &Value) -> Result<T, Refused> {
    check(name, body).map_err(Refused::Invalid)?;
    // Schemas and types say the same of what they both look at; numbers may still be too large.
    serde_json::from_value(body.clone()).map_err(|error| Refused::invalid("body", "errors.invalid", error.to_string()))
}

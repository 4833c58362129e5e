//! Validates a body against its schema.

use cronofy_hooks_contract::validator;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::message::violation_of;
use super::violation::Violation;

/// Returns everything that is wrong with a body.
pub(crate) fn check(name: &str, body: &Value) -> Result<(), Vec<Violation>> {
    let Some(schema) = validator(name) else {
        let description = format!("the sandbox has no schema {name}: this is a bug of the sandbox");
        return Err(vec![Violation { field: "body".to_owned(), key: "errors.internal", description }]);
    };
    let violations: Vec<_> = schema.iter_errors(body).map(|error| violation_of(&error)).collect();
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

/// Validates a body, and converts it to a type.
pub(crate) fn accept<T: DeserializeOwned>(name: &str, body: &Value) -> Result<T, Vec<Violation>> {
    check(name, body)?;
    // What fits the schema fits the type, except for numbers that are too large.
    serde_json::from_value(body.clone()).map_err(|error| {
        vec![Violation { field: "body".to_owned(), key: "errors.invalid", description: error.to_string() }]
    })
}

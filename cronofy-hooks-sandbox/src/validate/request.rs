//! Validates a body against its schema.

use cronofy_hooks_contract::validator;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::callback_url::callback_urls_with_user;
use super::message::{Violation, violation_of};

/// Returns everything that is wrong with a body.
pub(crate) fn check(name: &str, body: &Value) -> Result<(), Vec<Violation>> {
    let Some(schema) = validator(name) else {
        let description = format!("the sandbox has no schema {name}: this is a bug of the sandbox");
        return Err(vec![Violation { field: "body".to_owned(), key: "errors.internal", description }]);
    };
    let mut violations: Vec<_> = schema.iter_errors(body).map(|error| violation_of(&error)).collect();
    // Each entry of a batch is a request of its own.
    let body = if name == "request/batch" { &Value::Null } else { body };
    let expectation = "must not name a user or a password, which the sandbox does not send: remove both";
    violations.extend(callback_urls_with_user(body).iter().map(|field| Violation::invalid(field, expectation)));
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

/// Validates a body, and converts it to a type.
pub(crate) fn accept<T: DeserializeOwned>(name: &str, body: &Value) -> Result<T, Vec<Violation>> {
    check(name, body)?;
    read(body)
}

/// Converts a body that was validated.
pub(super) fn read<T: DeserializeOwned>(body: &Value) -> Result<T, Vec<Violation>> {
    // What fits the schema fits the type, except for numbers that are too large.
    serde_path_to_error::deserialize(body).map_err(|error| {
        // `offset[0].hours`, with dots as in the other messages.
        let path = error.path().to_string().replace('[', ".").replace(']', "");
        let field = if path == "." { "body" } else { path.as_str() };
        vec![Violation::invalid(field, &format!("cannot be read: {}", error.inner()))]
    })
}

/// Whether the requests of the service accept a text as an address.
pub(crate) fn is_email(text: &str) -> bool {
    check("request/agent_attendee", &json!({ "email": text })).is_ok()
}

//! Checks for tests: an answer has the shape that the schemas of responses describe.

use cronofy_hooks_contract::{schemas, validator};
use serde_json::Value;

use super::response::ApiResponse;

/// The schema of an answer, as the schemas say it in `x-endpoint`; `None` when it has no body.
fn schema_of(request: &str, status: u16) -> Option<&'static str> {
    let (target, _) = request.split_once('?').unwrap_or((request, ""));
    // What a recording redirects to is described by its category, not by an endpoint.
    if status == 200 && target.contains("/downloads/transcript/") {
        return Some("response/transcript");
    }
    // A login is no part of the API; the sandbox refuses one as the API refuses.
    if status >= 400 && target.starts_with("GET ") && !target.starts_with("GET /v1/") {
        return Some("response/errors");
    }
    let answers = schemas().iter().filter(|schema| schema.kind == "response");
    let described = answers.flat_map(|schema| {
        let endpoints = schema.document["x-endpoint"].as_object().into_iter().flatten();
        endpoints.map(move |(endpoint, described)| (endpoint, &described["status"], schema.path))
    });
    let fitting = described.filter(|(endpoint, statuses, _)| is_of(target, endpoint) && has(statuses, status));
    // An endpoint of its own says more than a part of the paths.
    fitting.max_by_key(|(endpoint, ..)| endpoint.len()).map(|(.., path)| path)
}

/// Whether `METHOD /path` is of an endpoint such as `GET /v1/events/pages/{token}`, or below a path such as `/v1/`.
fn is_of(target: &str, endpoint: &str) -> bool {
    if let (Some((_, path)), true) = (target.split_once(' '), endpoint.starts_with('/')) {
        return path.starts_with(endpoint);
    }
    let (given, parts) = (target.split('/'), endpoint.split('/'));
    given.clone().count() == parts.clone().count()
        && given.zip(parts).all(|(it, part)| it == part || part.starts_with('{'))
}

/// Whether a status is the one of `x-endpoint`, or one of several; 200 where there is none.
fn has(statuses: &Value, status: u16) -> bool {
    match statuses {
        Value::Array(statuses) => statuses.iter().any(|it| *it == status),
        Value::Null => status == 200,
        one => *one == status,
    }
}

/// Panics unless the answer to `METHOD TARGET` is as documented.
pub(crate) fn check(request: &str, answer: &ApiResponse) {
    // A text is a page for a person.
    if answer.body.as_ref().is_some_and(Value::is_string) {
        return;
    }
    let status = answer.status.as_u16();
    let Some(name) = schema_of(request, status) else {
        let is_document = |body: &&Value| !body.as_object().is_some_and(serde_json::Map::is_empty);
        let body = answer.body.as_ref().filter(is_document);
        assert_eq!(body, None, "{request}: the documentation states no body for {status}");
        return;
    };
    let body = answer.body.as_ref().unwrap_or(&Value::Null);
    let schema = validator(name).unwrap_or_else(|| panic!("there is a schema {name}"));
    let errors: Vec<String> =
        schema.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{request}: {name}: {errors:#?}\n{body}");
}

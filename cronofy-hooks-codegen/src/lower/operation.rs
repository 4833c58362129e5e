//! `x-endpoint`: which endpoint takes a request, or gives an answer.

use serde_json::Value;

use crate::error::Diagnostic;
use crate::model::{Authorization, Endpoint, Operation, Target};
use crate::node::Node;

const KEYWORD: &str = "x-endpoint";
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// What a file says about its endpoints; nothing if it is only a part of a request or an answer.
pub(super) fn operations(node: &Node<'_>) -> Result<Vec<Operation>, Diagnostic> {
    match node.schema.get(KEYWORD) {
        Some(Value::String(text)) => Ok(vec![Operation::new(target(node, text)?)]),
        Some(Value::Object(all)) => all.iter().map(|(text, about)| operation(node, text, about)).collect(),
        _ => Ok(Vec::new()),
    }
}

fn operation(node: &Node<'_>, text: &str, about: &Value) -> Result<Operation, Diagnostic> {
    let mut operation = Operation::new(target(node, text)?);
    for (key, value) in about.as_object().into_iter().flatten() {
        let fits = match (key.as_str(), value) {
            ("status", value) => statuses(value).map(|all| operation.statuses = all),
            ("authorization", Value::String(name)) => {
                Authorization::from_text(name).map(|one| operation.authorization = Some(one))
            }
            ("query", Value::Object(_)) => Some(operation.query = Some(value.clone())),
            _ => None,
        };
        if fits.is_none() {
            return Err(node.error_at(
                &[KEYWORD, text, key],
                format!("`{key}` is not supported like this"),
                "write `status`: a number or a list of numbers, `authorization`: `access_token`, `client_secret` or \
                 `none`, or `query`: an object schema whose properties are the parameters",
            ));
        }
    }
    Ok(operation)
}

/// `POST /v1/channels`, or `/v1/` for everything below it.
fn target(node: &Node<'_>, text: &str) -> Result<Target, Diagnostic> {
    let is_path = |path: &str| path.starts_with('/') && !path.contains([' ', '?']);
    match text.split_once(' ') {
        Some((method, path)) if METHODS.contains(&method) && is_path(path) => {
            Ok(Target::Endpoint(Endpoint { method: method.to_owned(), path: path.to_owned() }))
        }
        None if is_path(text) && text.ends_with('/') => Ok(Target::Below(text.to_owned())),
        _ => Err(node.error_at(
            &[KEYWORD],
            format!("`{text}` is no method and path"),
            "write them like `POST /v1/calendars/{calendar_id}/events`",
        )),
    }
}

fn statuses(value: &Value) -> Option<Vec<u16>> {
    let one = |value: &Value| value.as_u64().and_then(|number| u16::try_from(number).ok());
    let all: Option<Vec<_>> = match value {
        Value::Array(list) => list.iter().map(one).collect(),
        value => one(value).map(|status| vec![status]),
    };
    all.filter(|all| !all.is_empty() && all.iter().all(|status| (100..600).contains(status)))
}

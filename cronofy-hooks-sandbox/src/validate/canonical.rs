//! Canonicalizes bodies: what the service accepts although its documentation writes it in another way.
//!
//! The schemas stay as documented. Where a body does not fit its schema for one of these reasons, the place that
//! does not fit is written anew:
//! - `null` for an optional field is as if the field was left out;
//! - a time may have a space for its `T`, as RFC 3339 allows and the official C# client writes it;
//! - in a form every value is text, also `true`.

use std::collections::BTreeMap;

use cronofy_hooks_contract::{schemas, validator};
use http::Method;
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as ErrorKind};
use serde_json::Value;

/// A repair can uncover another one below it, but no body needs more rounds than it has levels.
const ROUNDS: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyEncoding {
    Json,
    Form,
}

enum Repair {
    LeaveOut,
    Write(Value),
}

/// Canonicalizes the body of a request that a schema describes.
pub(crate) fn canonicalize_request(method: &Method, path: &[String], body: &mut Value, encoding: BodyEncoding) {
    for schema in schemas().iter().filter(|schema| schema.kind == "request") {
        let is_this = |(known, template): (&str, &str)| known == method.as_str() && fits(template, path);
        if schema.endpoints().into_iter().any(is_this) {
            canonicalize(schema.path, body, encoding);
        }
    }
}

/// Whether a path is one of `/v1/calendars/{calendar_id}/events`.
fn fits(template: &str, path: &[String]) -> bool {
    let mut parts = template.trim_start_matches('/').split('/');
    path.iter().all(|given| parts.next().is_some_and(|part| part.starts_with('{') || part == given))
        && parts.next().is_none()
}

/// Canonicalizes a body in place. What remains wrong is for [`check`](super::check).
pub(crate) fn canonicalize(name: &str, body: &mut Value, encoding: BodyEncoding) {
    let Some(schema) = validator(name) else { return };
    for _ in 0..ROUNDS {
        let mut repairs = BTreeMap::new();
        for error in schema.iter_errors(body) {
            collect(&error, encoding, &mut repairs);
        }
        if repairs.is_empty() {
            return;
        }
        for (path, repair) in repairs {
            apply(body, &path, repair);
        }
    }
}

/// Finds the repairs of an error and of those below it.
fn collect(error: &ValidationError<'_>, encoding: BodyEncoding, repairs: &mut BTreeMap<String, Repair>) {
    let path = error.instance_path().as_str();
    let repair = match (error.instance().as_ref(), error.kind()) {
        (Value::Null, _) => Some(Repair::LeaveOut),
        (Value::String(text), ErrorKind::Format { format }) if format == "date-time" => with_t(text).map(Repair::Write),
        (Value::String(text), ErrorKind::Type { kind: TypeKind::Single(_) }) if encoding == BodyEncoding::Form => {
            // A word or a number that still has the wrong type is refused for it afterwards.
            serde_json::from_str(text)
                .ok()
                .filter(|value: &Value| value.is_boolean() || value.is_number())
                .map(Repair::Write)
        }
        _ => None,
    };
    if let Some(repair) = repair {
        repairs.insert(path.to_owned(), repair);
        return;
    }
    if let ErrorKind::AnyOf { context } | ErrorKind::OneOfNotValid { context } = error.kind() {
        for error in context.iter().flatten() {
            collect(error, encoding, repairs);
        }
    }
}

/// `2026-01-19 15:30:00Z` with its `T`.
fn with_t(text: &str) -> Option<Value> {
    let (date, time) = text.split_once(' ')?;
    (date.len() == 10).then(|| format!("{date}T{time}").into())
}

fn apply(body: &mut Value, path: &str, repair: Repair) {
    match repair {
        Repair::Write(value) => {
            if let Some(place) = body.pointer_mut(path) {
                *place = value;
            }
        }
        Repair::LeaveOut => {
            let Some((parent, key)) = path.rsplit_once('/') else { return };
            if let Some(Value::Object(fields)) = body.pointer_mut(parent) {
                fields.remove(&key.replace("~1", "/").replace("~0", "~"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn canonical(name: &str, mut body: Value, encoding: BodyEncoding) -> Value {
        canonicalize(name, &mut body, encoding);
        body
    }

    #[test]
    fn nulls_are_left_out_unless_they_mean_something() {
        let event = json!({
            "event_id": "1", "summary": null, "transparency": null, "url": null, "metadata": null, "start": null,
            "attendees": { "invite": [{ "email": "a@example.com", "display_name": null }], "remove": null },
            "reminders": [null],
        });
        let expected = json!({
            "event_id": "1", "url": null, "metadata": null,
            "attendees": { "invite": [{ "email": "a@example.com" }] },
            "reminders": [null],
        });
        assert_eq!(canonical("request/upsert_event", event, BodyEncoding::Json), expected);
    }

    #[test]
    fn a_space_stands_for_the_t_of_a_time_and_of_nothing_else() {
        let event = json!({
            "event_id": "2026-01-06 12:00:00Z", "summary": "2026-01-06 12:00:00Z", "start": "2026-01-06 12:00:00Z",
            "end": { "time": "2026-01-06 13:00:00Z", "tzid": "Etc/UTC" },
        });
        let written = canonical("request/upsert_event", event, BodyEncoding::Json);
        assert_eq!(written["start"], "2026-01-06T12:00:00Z");
        assert_eq!(written["end"]["time"], "2026-01-06T13:00:00Z");
        assert_eq!(
            (&written["summary"], &written["event_id"]),
            (&json!("2026-01-06 12:00:00Z"), &json!("2026-01-06 12:00:00Z"))
        );
    }

    #[test]
    fn only_a_form_has_numbers_and_words_as_text() {
        let channel = json!({ "callback_url": "http://127.0.0.1/", "filters": { "only_managed": "true" } });
        assert_eq!(canonical("request/create_channel", channel.clone(), BodyEncoding::Json), channel);
        let read = canonical("request/create_channel", channel, BodyEncoding::Form);
        assert_eq!(read["filters"]["only_managed"], true);
        let name = json!({ "profile_id": "pro_1", "name": "true" });
        assert_eq!(canonical("request/create_calendar", name.clone(), BodyEncoding::Form), name);
    }
}

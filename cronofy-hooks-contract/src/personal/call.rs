//! [`mask_personal_call`]: calls of the API without personal data.

use serde_json::Value;

use super::mask::PERSONAL_MASK;
use super::replace::replace_personal_in;
use crate::schema::{JsonSchema, schemas};

/// One of the two bodies of a call of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallPart {
    /// What the application sends.
    Request,
    /// What the service answers.
    Response,
}

/// The body of a call of the API in which everything is masked that the schemas of its endpoint mark as personal
/// (`x-personal`), and everything that they do not describe. If an endpoint has several schemas, what one of them marks
/// is masked. If it has none, everything is.
///
/// ```
/// use cronofy_hooks_contract::{CallPart, mask_personal_call};
/// use serde_json::json;
///
/// let body = json!({ "event_id": "lunch", "summary": "Lunch with Ada", "attendees": { "invite": [] }, "new": 1 });
/// let masked = mask_personal_call(CallPart::Request, "POST", "/v1/calendars/cal_1/events", &body);
/// let expected =
///     json!({ "event_id": "lunch", "summary": "(personal)", "attendees": { "invite": [] }, "new": "(personal)" });
/// assert_eq!(masked, expected);
/// ```
#[must_use]
pub fn mask_personal_call(part: CallPart, method: &str, path: &str, body: &Value) -> Value {
    let kind = match part {
        CallPart::Request => "request",
        CallPart::Response => "response",
    };
    let of_endpoint = |it: &&JsonSchema| it.kind == kind && is_of(it, method, path);
    let described: Vec<_> = schemas().iter().filter(of_endpoint).map(|it| it.path).collect();
    replace_personal_in(&described, body, |_| PERSONAL_MASK.into())
}

/// Whether a schema is for an endpoint: by its method and its path, or because it is for all below a path.
fn is_of(schema: &JsonSchema, method: &str, path: &str) -> bool {
    let is_this = |(own, template): (&str, &str)| own == method && fits(template, path);
    let all_below = schema.document["x-endpoint"].as_object().into_iter().flatten();
    let mut all_below = all_below.filter(|(below, _)| below.starts_with('/'));
    schema.endpoints().into_iter().any(is_this) || all_below.any(|(below, _)| path.starts_with(below.as_str()))
}

/// Whether a path is one of a template such as `/v1/channels/{channel_id}`.
fn fits(template: &str, path: &str) -> bool {
    let fits = |(own, segment): (&str, &str)| own == segment || own.starts_with('{') && !segment.is_empty();
    template.split('/').count() == path.split('/').count() && template.split('/').zip(path.split('/')).all(fits)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{CallPart, mask_personal_call};

    #[test]
    fn the_endpoint_says_what_is_personal() {
        let masked =
            |method: &str, path: &str, body: &Value| mask_personal_call(CallPart::Response, method, path, body);
        let account = json!({ "account": { "account_id": "acc_1", "email": "ada@example.com", "name": "Ada" } });
        let expected = json!({ "account": { "account_id": "acc_1", "email": "(personal)", "name": "(personal)" } });
        assert_eq!(masked("GET", "/v1/account", &account), expected);
        // Only the schema of errors is for these, and none at all.
        for (method, path) in [("POST", "/v1/account"), ("GET", "/v1/account/")] {
            assert_eq!(masked(method, path, &account), json!({ "account": "(personal)" }), "{method} {path}");
        }
        assert_eq!(masked("GET", "/v1", &account), json!("(personal)"));
        let errors = json!({ "errors": { "summary": [{ "key": "errors.required", "description": "required" }] } });
        for (method, path) in [("POST", "/v1/channels"), ("DELETE", "/v1/channels/chn_1")] {
            assert_eq!(masked(method, path, &errors), errors, "{method} {path}");
        }
        // One of two requests of an endpoint marks the address.
        let invite = json!({ "smart_invite_id": "1", "recipient": { "email": "ada@example.com" } });
        let invite = mask_personal_call(CallPart::Request, "POST", "/v1/smart_invites", &invite);
        assert_eq!(invite, json!({ "smart_invite_id": "1", "recipient": { "email": "(personal)" } }));
    }
}

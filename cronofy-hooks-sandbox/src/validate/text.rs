//! Text that a person enters.

use serde_json::json;

use super::request::check;

/// Whether the requests of the service accept it as an address.
pub(crate) fn is_email(text: &str) -> bool {
    check("request/agent_attendee", &json!({ "email": text })).is_ok()
}

//! Checks for tests: an answer has the shape that the schemas of responses describe.

use cronofy_hooks_contract::validator;
use serde_json::Value;

use super::response::ApiResponse;

/// The schema of an answer; `None` when it has no body.
fn schema_of(request: &str, status: u16) -> Option<&'static str> {
    let (target, _) = request.split_once('?').unwrap_or((request, ""));
    let parts: Vec<&str> = target.split(['/', ' ']).collect();
    match (status, &parts[..]) {
        (302, ["GET", "", "v1", "meeting_agents", ..]) => Some("response/resource_download"),
        (200, ["GET", "", "v1", "meeting_agents", _, "downloads", "transcript", ..]) => Some("response/transcript"),
        // Files.
        (200, ["GET", "", "v1", "meeting_agents", _, "downloads", ..]) => None,
        // Pages for people.
        (_, [_, "", "add_to_calendar", ..]) => None,
        (302 | 401, _) | (202, _) => None,
        (400, ["POST", "", "oauth", ..] | ["POST", "", "v1", "application_calendars"]) => Some("response/token_error"),
        (400.., _) => Some("response/errors"),
        (_, ["GET", "", "v1", "accessible_calendars"]) => Some("response/accessible_calendars"),
        (_, ["GET", "", "v1", "account"]) => Some("response/account"),
        (_, ["GET", "", "v1", "userinfo"]) => Some("response/userinfo"),
        (_, ["GET", "", "v1", "profiles"]) => Some("response/profiles"),
        (_, ["GET", "", "v1", "calendars"]) => Some("response/calendars"),
        (_, ["POST", "", "v1", "calendars"]) => Some("response/created_calendar"),
        (_, ["GET", "", "v1", "channels"]) => Some("response/channels"),
        (_, ["POST", "", "v1", "channels"]) => Some("response/created_channel"),
        (_, ["POST", "", "v1", "application_calendars"]) => Some("response/tokens"),
        (_, ["POST", "", "v1", "attachments"]) => Some("response/attachment"),
        (_, ["POST", "", "v1", "conferencing_service_authorizations"]) => Some("response/conferencing_authorization"),
        (_, ["POST", "", "v1", "link_tokens"]) => Some("response/link_token"),
        (_, ["POST", "", "v1", "permissions"]) => Some("response/permissions_request"),
        (_, ["GET", "", "v1", "scheduling_conversations", _, "participants", _, "slots"]) => {
            Some("response/conversation_slots")
        }
        (_, ["GET" | "POST", "", "v1", "scheduling_conversations", ..]) => Some("response/scheduling_conversation"),
        (_, ["GET" | "POST", "", "v1", "smart_invites"]) => Some("response/smart_invite"),
        (_, ["GET", "", "v1", "events", ..]) => Some("response/events"),
        (_, ["GET", "", "v1", "free_busy", ..]) => Some("response/free_busy"),
        (_, ["POST", "", "v1", "meeting_agents"]) => Some("response/meeting_agent"),
        (_, ["POST", "", "v1", "availability"]) => Some("response/availability"),
        (_, ["POST", "", "v1", "sequenced_availability"]) => Some("response/sequenced_availability"),
        (_, ["GET", "", "v1", "availability_rules"]) => Some("response/availability_rules"),
        (_, [_, "", "v1", "availability_rules", ..]) => Some("response/one_availability_rule"),
        (_, ["GET", "", "v1", "available_periods", ..]) => Some("response/available_periods"),
        (_, [_, "", "v1", "real_time_scheduling", ..]) => Some("response/real_time_scheduling"),
        (_, ["POST", "", "v1", "real_time_sequencing" | "add_to_calendar"]) => Some("response/scheduling_url"),
        (_, ["POST", "", "v1", "element_tokens"]) => Some("response/element_token"),
        (_, ["GET", "", "v1", "resources"]) => Some("response/calendar_resources"),
        (_, [_, "", "v1", "bookable_events", ..]) => Some("response/bookable_event"),
        (_, ["POST", "", "v1", "batch"]) => Some("response/batch"),
        (_, ["POST", "", "oauth", "token"]) => Some("response/tokens"),
        // The documentation states no body.
        (_, ["POST", "", "oauth", "token", "revoke"]) => None,
        _ => panic!("no schema describes the answer {status} of {request}"),
    }
}

/// Panics unless the answer to `METHOD TARGET` is as documented.
pub(crate) fn check(request: &str, answer: &ApiResponse) {
    let status = answer.status.as_u16();
    let Some(name) = schema_of(request, status) else {
        // A text is a page.
        let is_document = |body: &&Value| !body.is_string() && !body.as_object().is_some_and(serde_json::Map::is_empty);
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

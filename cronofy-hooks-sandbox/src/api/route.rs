//! Routes each request to its endpoint.

use std::sync::PoisonError;

use super::context::Api;
use super::endpoints::{account, agents, batch, calendars, channels, events, free_busy, login, read_events, tokens};
use super::request::ApiRequest;
use super::response::{ApiResponse, ApiResult};

/// Answers a request, if the rate limit admits it.
pub(super) fn answer(api: &Api, request: &ApiRequest) -> ApiResponse {
    let limit = api.limit.as_ref().map(|limit| limit.lock().unwrap_or_else(PoisonError::into_inner));
    let admitted = limit.map_or(Ok(()), |mut limit| limit.admit(api.shared.now()));
    admitted.and_then(|()| route(api, request)).unwrap_or_else(|error| error)
}

/// Answers a request, or an entry of a batch.
fn route(api: &Api, request: &ApiRequest) -> ApiResult {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    match (request.method.as_str(), &path[..]) {
        ("GET", ["oauth", "authorize"]) => login::authorize(api, request),
        ("POST", ["oauth", "token"]) => tokens::issue(api, request),
        ("POST", ["oauth", "token", "revoke"]) => tokens::revoke(api, request),
        ("GET", ["v1", "account"]) => account::account(api, request),
        ("GET", ["v1", "userinfo"]) => account::userinfo(api, request),
        ("GET", ["v1", "profiles"]) => account::profiles(api, request),
        ("GET", ["v1", "calendars"]) => calendars::list(api, request),
        ("POST", ["v1", "calendars"]) => calendars::create(api, request),
        ("GET", ["v1", "channels"]) => channels::list(api, request),
        ("POST", ["v1", "channels"]) => channels::create(api, request),
        ("DELETE", ["v1", "channels", channel_id]) => channels::close(api, request, channel_id),
        ("POST", ["v1", "calendars", calendar_id, "events"]) => events::upsert(api, request, calendar_id),
        ("DELETE", ["v1", "calendars", calendar_id, "events"]) => events::delete(api, request, calendar_id),
        ("DELETE", ["v1", "events"]) => events::delete_all(api, request),
        ("GET", ["v1", "events"]) => read_events::first(api, request),
        ("GET", ["v1", "events", "pages", token]) => read_events::next(api, request, token),
        ("GET", ["v1", "free_busy"]) => free_busy::first(api, request),
        ("GET", ["v1", "free_busy", "pages", token]) => free_busy::next(api, request, token),
        ("POST", ["v1", "meeting_agents"]) => agents::create(api, request),
        ("POST", ["v1", "batch"]) => batch::answer(api, request, route),
        (method, path) => Err(not_found(method, path)),
    }
}

/// Resources of the service that the sandbox does not have, from <https://docs.cronofy.com/developers/api/>.
const MISSING: [&str; 16] = [
    "attachments",
    "availability",
    "availability_rules",
    "available_periods",
    "bookable_events",
    "conferencing_services",
    "delegated_authorizations",
    "element_tokens",
    "links",
    "real_time_scheduling",
    "real_time_sequencing",
    "resources",
    "scheduling_conversations",
    "service_account_authorizations",
    "sequenced_availability",
    "smart_invites",
];

fn not_found(method: &str, path: &[&str]) -> ApiResponse {
    let target = path.join("/");
    let description = match path {
        ["v1", resource, ..] if MISSING.contains(resource) => {
            format!("the sandbox does not have {resource}: use the service itself for {method} /{target}")
        }
        _ => format!("there is no {method} /{target}: check the method and the path against the documentation"),
    };
    ApiResponse::not_found("path", description)
}

//! Routes each request to its endpoint.

use std::sync::PoisonError;

use super::context::Api;
use super::endpoints::{
    access_requests, accessible_calendars, account, agents, application_calendars, attachments, batch, calendars,
    channels, conversations, delegated_access, events, free_busy, link_tokens, login, participation, read_events,
    resources, smart_invites, tokens,
};
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
        ("GET", ["enterprise_connect", "oauth", "authorize"]) => login::authorize_service_account(api, request),
        ("GET", ["oauth", "authorize"]) => login::authorize(api, request),
        ("GET", ["oauth", "requests", id]) => access_requests::decide(api, request, id),
        ("POST", ["oauth", "token"]) => tokens::issue(api, request),
        ("POST", ["oauth", "token", "revoke"]) => tokens::revoke(api, request),
        ("GET", ["v1", "accessible_calendars"]) => accessible_calendars::list(api, request),
        ("GET", ["v1", "account"]) => account::account(api, request),
        ("GET", ["v1", "userinfo"]) => account::userinfo(api, request),
        ("POST", ["v1", "application_calendars"]) => application_calendars::create(api, request),
        ("POST", ["v1", "attachments"]) => attachments::create(api, request),
        ("GET", ["v1", "profiles"]) => account::profiles(api, request),
        ("POST", ["v1", "profiles", profile_id, "revoke"]) => account::revoke_profile(api, request, profile_id),
        ("GET", ["v1", "calendars"]) => calendars::list(api, request),
        ("POST", ["v1", "calendars"]) => calendars::create(api, request),
        ("GET", ["v1", "channels"]) => channels::list(api, request),
        ("POST", ["v1", "channels"]) => channels::create(api, request),
        ("DELETE", ["v1", "channels", channel_id]) => channels::close(api, request, channel_id),
        ("POST", ["v1", "calendars", calendar_id, "events"]) => events::upsert(api, request, calendar_id),
        ("DELETE", ["v1", "calendars", calendar_id, "events"]) => events::delete(api, request, calendar_id),
        ("POST", ["v1", "calendars", calendar_id, "events", event_uid, "participation_status"]) => {
            participation::change(api, request, [calendar_id, event_uid])
        }
        ("POST", ["v1", "conferencing_service_authorizations"]) => access_requests::conferencing(api, request),
        ("POST", ["v1", "delegated_authorizations"]) => delegated_access::with_profile(api, request),
        ("DELETE", ["v1", "events"]) => events::delete_all(api, request),
        ("GET", ["v1", "events"]) => read_events::first(api, request),
        ("GET", ["v1", "events", "pages", token]) => read_events::next(api, request, token),
        ("GET", ["v1", "free_busy"]) => free_busy::first(api, request),
        ("GET", ["v1", "free_busy", "pages", token]) => free_busy::next(api, request, token),
        ("POST", ["v1", "link_tokens"]) => link_tokens::create(api, request),
        ("POST", ["v1", "meeting_agents"]) => agents::create(api, request),
        ("DELETE", ["v1", "meeting_agents"]) => agents::cancel(api, request),
        ("GET", ["v1", "meeting_agents", sub, "resources", category, name]) => {
            resources::locate(api, request, [sub, category, name])
        }
        ("GET", ["v1", "meeting_agents", sub, "downloads", category, name]) => {
            resources::download(api, request, [sub, category, name])
        }
        ("POST", ["v1", "permissions"]) => access_requests::permissions(api, request),
        ("POST", ["v1", "scheduling_conversations"]) => conversations::create(api, request),
        ("GET", ["v1", "scheduling_conversations"]) => conversations::look_up(api, request),
        ("GET", ["v1", "scheduling_conversations", id]) => conversations::read(api, request, id),
        ("GET", ["v1", "scheduling_conversations", id, "participants", token, "slots"]) => {
            conversations::slots(api, request, [id, token])
        }
        ("POST", ["v1", "scheduling_conversations", id, "participants", token, "slots"]) => {
            conversations::select(api, request, [id, token])
        }
        ("POST", ["v1", "service_account_authorizations"]) => delegated_access::with_service_account(api, request),
        ("GET", ["v1", "smart_invites"]) => smart_invites::read(api, request),
        ("POST", ["v1", "smart_invites"]) => smart_invites::write(api, request),
        ("POST", ["v1", "batch"]) => batch::answer(api, request, route),
        (method, path) => Err(not_found(method, path)),
    }
}

/// What the service has and the sandbox does not, from <https://docs.cronofy.com/developers/api/> and the official
/// clients. `*` is any part of a path; what is below it belongs to it.
const MISSING: [&str; 13] = [
    "add_to_calendar",
    "application_verification",
    "applications",
    "availability",
    "availability_rules",
    "available_periods",
    "bookable_events",
    "element_tokens",
    "real_time_scheduling",
    "real_time_sequencing",
    "resources",
    "scheduling_requests",
    "sequenced_availability",
];

fn not_found(method: &str, path: &[&str]) -> ApiResponse {
    let target = path.join("/");
    let is = |known: &&str| {
        let parts: Vec<_> = known.split('/').collect();
        let same = |(part, given): (&&str, &&str)| *part == "*" || part == given;
        path.len() > parts.len() && path[0] == "v1" && parts.iter().zip(&path[1..]).all(same)
    };
    let description = match MISSING.into_iter().find(is) {
        Some(resource) => {
            format!("the sandbox does not have {resource}: use the service itself for {method} /{target}")
        }
        None => format!("there is no {method} /{target}: check the method and the path against the documentation"),
    };
    ApiResponse::not_found("path", description)
}

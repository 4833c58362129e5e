//! Routes each request to its endpoint.

use std::sync::PoisonError;

use super::context::Api;
use super::endpoints::{
    access_requests, accessible_calendars, account, add_to_calendar, agents, application_calendars, attachments,
    availability, availability_rules, available_periods, batch, bookable_events, calendar_page, calendar_resources,
    calendars, channels, conversations, delegated_access, element_tokens, events, free_busy, link_tokens, login,
    participation, read_events, real_time_scheduling, resources, scheduling_page, smart_invites, tokens, verification,
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
        ("POST", ["v1", "application_verification"]) => verification::submit(api, request),
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
        ("POST", ["v1", "availability"]) => availability::query(api, request),
        ("POST", ["v1", "sequenced_availability"]) => availability::sequenced(api, request),
        ("GET", ["v1", "availability_rules"]) => availability_rules::list(api, request),
        ("POST", ["v1", "availability_rules"]) => availability_rules::upsert(api, request),
        ("GET", ["v1", "availability_rules", rule_id]) => availability_rules::read(api, request, rule_id),
        ("DELETE", ["v1", "availability_rules", rule_id]) => availability_rules::delete(api, request, rule_id),
        ("GET", ["v1", "available_periods"]) => available_periods::first(api, request),
        ("POST", ["v1", "available_periods"]) => available_periods::upsert(api, request),
        ("DELETE", ["v1", "available_periods"]) => available_periods::delete(api, request),
        ("GET", ["v1", "available_periods", "pages", token]) => available_periods::next(api, request, token),
        ("POST", ["v1", "real_time_scheduling"]) => real_time_scheduling::create(api, request),
        ("GET", ["v1", "real_time_scheduling"]) => real_time_scheduling::status_of_token(api, request),
        ("GET", ["v1", "real_time_scheduling", id]) => real_time_scheduling::status(api, request, id),
        ("POST", ["v1", "real_time_scheduling", id, "disable"]) => real_time_scheduling::disable(api, request, id),
        ("POST", ["v1", "real_time_sequencing"]) => real_time_scheduling::create_sequence(api, request),
        ("POST", ["v1", "add_to_calendar"]) => add_to_calendar::create(api, request),
        ("GET", ["add_to_calendar", "scheduling", token]) => scheduling_page::show(api, request, token),
        ("POST", ["add_to_calendar", "scheduling", token]) => scheduling_page::choose(api, request, token),
        ("GET", ["add_to_calendar", "event", token]) => calendar_page::show(api, request, token),
        ("POST", ["add_to_calendar", "event", token]) => calendar_page::choose(api, request, token),
        ("POST", ["v1", "element_tokens"]) => element_tokens::create(api, request),
        ("GET", ["v1", "resources"]) => calendar_resources::list(api, request),
        ("POST", ["v1", "bookable_events"]) => bookable_events::create(api, request),
        ("GET", ["v1", "bookable_events", event_id]) => bookable_events::read(api, request, event_id),
        ("POST", ["v1", "bookable_events", event_id, "registrations"]) => {
            bookable_events::register(api, request, event_id)
        }
        ("DELETE", ["v1", "bookable_events", event_id, "registrations", id]) => {
            bookable_events::remove(api, request, event_id, id)
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
const MISSING: [&str; 2] = ["applications", "scheduling_requests"];

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

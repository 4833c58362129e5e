//! `POST /v1/permissions` and `POST /v1/conferencing_service_authorizations`, and the page where the user decides.

use maud::html;
use serde::Deserialize;
use serde_json::json;

use crate::api::page::{page as document, redirect_with};
use crate::api::parameters::first;
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::accept;
use crate::world::model::{AccessRequest, AskedAccess, CalendarPermission};
use crate::world::rules::AccessDecision;

#[derive(Deserialize)]
struct PermissionsRequest {
    permissions: Vec<CalendarPermission>,
    redirect_uri: Option<String>,
}

#[derive(Deserialize)]
struct ConferencingRequest {
    redirect_uri: String,
    provider_name: Option<String>,
}

pub(crate) fn permissions(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    let PermissionsRequest { permissions, redirect_uri } = accept("request/request_permissions", &request.body)?;
    api.shared.change(|world| {
        let is_own = |it: &CalendarPermission| {
            world.calendars.get(&it.calendar_id).is_some_and(|calendar| calendar.account_id == account_id)
        };
        if let Some(at) = permissions.iter().position(|it| !is_own(it)) {
            let description = "the account has no calendar with this calendar_id; list them with GET /v1/calendars";
            return Err(ApiResponse::invalid(&format!("permissions.{at}.calendar_id"), "errors.invalid", description));
        }
        // Where an organization gave the access, no user has to agree.
        if world.accounts.get(&account_id).is_some_and(|it| it.delegated_by.is_some()) {
            world.grant_permissions(&permissions);
            return Ok(ApiResponse::ok(json!({ "permissions_request": { "accepted": true } })));
        }
        let missing = || {
            let description = "redirect_uri must be specified: the user has to agree, and continues there";
            ApiResponse::invalid("redirect_uri", "errors.required", description)
        };
        let redirect_uri = redirect_uri.ok_or_else(missing)?;
        let asks_for = AskedAccess::Calendars(permissions);
        let id = world.request_access(AccessRequest { account_id, redirect_uri, asks_for });
        Ok(ApiResponse::ok(json!({ "permissions_request": { "url": url(request, &id) } })))
    })
}

pub(crate) fn conferencing(api: &Api, request: &ApiRequest) -> ApiResult {
    let account_id = authorize::account(api, request, &[])?;
    let ConferencingRequest { redirect_uri, provider_name } = accept("request/authorize_conferencing", &request.body)?;
    let asks_for = AskedAccess::Conferencing(provider_name.unwrap_or_else(|| "zoom".to_owned()));
    let id = api.shared.change(|world| world.request_access(AccessRequest { account_id, redirect_uri, asks_for }));
    Ok(ApiResponse::ok(json!({ "authorization_request": { "url": url(request, &id) } })))
}

/// `GET /oauth/requests/{id}`: the page for a browser. A program is sent on as if the user had agreed.
pub(crate) fn decide(api: &Api, request: &ApiRequest, id: &str) -> ApiResult {
    let granted = match first(request, "decision") {
        None if request.from_browser => return page(api, id),
        None | Some("grant") => true,
        Some(_) => false,
    };
    let decision = api.shared.change(|world| world.decide_access(id, granted));
    let AccessDecision { redirect_uri, parameter } = decision.ok_or_else(decided)?;
    let parameter = parameter.as_ref().map(|(name, value)| (*name, value.as_str()));
    Ok(redirect_with(&redirect_uri, parameter.as_slice()))
}

fn page(api: &Api, id: &str) -> ApiResult {
    let page = api.shared.read(|world| {
        let AccessRequest { account_id, redirect_uri, asks_for } = world.access_requests.get(id)?;
        let account = world.accounts.get(account_id)?;
        let name_of = |calendar_id: &String| world.calendars.get(calendar_id).map(|it| it.calendar_name.clone());
        let content = html! {
            p { "The application " code { (world.application.client_id) } " asks " (account.name) " for:" }
            ul {
                @match asks_for {
                    AskedAccess::Calendars(permissions) => @for it in permissions {
                        li { code { (it.permission_level) } " access to " (name_of(&it.calendar_id).unwrap_or_default()) }
                    },
                    AskedAccess::Conferencing(provider) => li { "an account at " code { (provider) } },
                }
            }
            p { "It continues at " span.url { (redirect_uri) } "." }
            p { a href="?decision=grant" { "Agree" } " or " a href="?decision=refuse" { "refuse" } }
        };
        Some(document("Give more access", &content))
    });
    page.ok_or_else(decided)
}

fn url(request: &ApiRequest, id: &str) -> String {
    format!("http://{}/oauth/requests/{id}", request.host)
}

fn decided() -> ApiResponse {
    ApiResponse::not_found("request", "there is no such request, or the user has decided already: ask again")
}

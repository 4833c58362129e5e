//! `/add_to_calendar/event/{token}`: a person adds an event to a calendar.

use maud::html;
use serde_json::Value;

use crate::api::page::{missing_page, page, redirect_with};
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult};

pub(crate) fn show(api: &Api, _: &ApiRequest, token: &str) -> ApiResult {
    api.shared.read(|world| {
        let found = world.calendar_pages.get(token).ok_or_else(missing_page)?;
        let summary = found.event["summary"].as_str().unwrap_or("Event");
        let content = html! {
            p { "The application " code { (world.application.client_id) } " adds this event to your calendar." }
            form method="post" {
                @for it in world.accounts.values().filter(|it| it.is_user()) {
                    p {
                        button type="submit" name="account" value=(it.account_id) { "Add it as " (it.name) }
                        " " span.quiet { (it.email) }
                    }
                }
                p { button type="submit" name="account" value="none" { "Do not add it" } }
            }
        };
        Ok(page(summary, &content))
    })
}

/// The form has `account`, or `none` in its place.
pub(crate) fn choose(api: &Api, request: &ApiRequest, token: &str) -> ApiResult {
    let account = request.body.get("account").and_then(Value::as_str).unwrap_or_default();
    api.shared.change(|world| {
        let oauth = world.calendar_pages.get(token).ok_or_else(missing_page)?.oauth.clone();
        let mut parameters = Vec::new();
        let code;
        if account == "none" {
            parameters.extend([("error", "access_denied"), ("error_description", "the user refused access")]);
        } else {
            let unknown =
                || ApiResponse::not_found("account", "the sandbox has no such account: choose one of the page");
            code = world.add_to_calendar(token, account).ok_or_else(unknown)?;
            parameters.push(("code", code.as_str()));
        }
        parameters.extend(oauth.state.as_deref().map(|state| ("state", state)));
        Ok(redirect_with(&oauth.redirect_uri, &parameters))
    })
}

//! `GET /oauth/authorize`: a login without a page; the user always agrees.

use crate::api::parameters::{first, required};
use crate::api::{Api, ApiRequest, ApiResponse, ApiResult};
use crate::world::model::{EVERY_SCOPE, Grant, unknown_scope};

pub(crate) fn authorize(api: &Api, request: &ApiRequest) -> ApiResult {
    let client_id = required(request, "client_id")?;
    let redirect_uri = required(request, "redirect_uri")?;
    if required(request, "response_type")? != "code" {
        return Err(ApiResponse::invalid("response_type", "errors.invalid", "response_type must be code"));
    }
    if !redirect_uri.starts_with("http://") && !redirect_uri.starts_with("https://") {
        return Err(ApiResponse::invalid(
            "redirect_uri",
            "errors.invalid",
            "redirect_uri must be an HTTP or HTTPS URL",
        ));
    }
    if api.shared.read(|world| world.application.client_id != client_id) {
        let description = "client_id is not that of the sandbox's application";
        return Err(ApiResponse::invalid("client_id", "errors.invalid", description));
    }
    let scope = first(request, "scope").filter(|scope| !scope.trim().is_empty()).unwrap_or(EVERY_SCOPE);
    if let Some(word) = unknown_scope(scope) {
        let description = format!("scope has the unknown word {word}: use {EVERY_SCOPE}, or a simplified scope");
        return Err(ApiResponse::invalid("scope", "errors.invalid", description));
    }
    let code = api.shared.change(|world| {
        let account_id = world.accounts.keys().next()?.clone();
        Some(world.authorize(Grant { account_id, scope: scope.to_owned() }, redirect_uri))
    });
    let code = code.ok_or_else(|| ApiResponse::not_found("account", "the sandbox has no account to log in"))?;

    let mut added = form_urlencoded::Serializer::new(String::new());
    added.append_pair("code", &code);
    if let Some(state) = first(request, "state") {
        added.append_pair("state", state);
    }
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    Ok(ApiResponse::redirect(format!("{redirect_uri}{joint}{}", added.finish())))
}

//! Who sends a request, and whether it is allowed.

use super::context::Api;
use super::request::ApiRequest;
use super::response::{ApiResponse, ApiResult};

/// The account of the access token, if it granted one of these scopes.
pub(super) fn account(api: &Api, request: &ApiRequest, any_of: &[&str]) -> ApiResult<String> {
    let token = bearer(request)?;
    api.shared.read(|world| {
        let unknown = "the access token is unknown, expired or revoked: refresh it at /oauth/token";
        let grant = world.grant_of(token, world.now).ok_or_else(|| ApiResponse::unauthorized(unknown))?;
        if !any_of.is_empty() && !grant.allows(any_of) {
            let scopes = any_of.join(" or ");
            return Err(ApiResponse::forbidden(format!(
                "this needs the scope {scopes}, which the account did not grant"
            )));
        }
        Ok(grant.account_id.clone())
    })
}

/// Checks that the application itself sends the request: its bearer token is a client secret.
pub(super) fn application(api: &Api, request: &ApiRequest) -> ApiResult<()> {
    let secret = bearer(request)?;
    let known = api.shared.read(|world| world.application.client_secrets.iter().any(|known| known == secret));
    let unknown = "this needs a client secret of the application as the Bearer token";
    known.then_some(()).ok_or_else(|| ApiResponse::unauthorized(unknown))
}

/// Checks that the application itself sends the request, or that it has an access token of any account.
pub(super) fn application_or_account(api: &Api, request: &ApiRequest) -> ApiResult<()> {
    application(api, request).or_else(|_| account(api, request, &[]).map(drop))
}

/// Checks that the application itself sends the request: with a client secret as its bearer token, or with its
/// credentials in the body, as official clients send them.
pub(super) fn application_in_body(api: &Api, request: &ApiRequest) -> ApiResult<()> {
    if has_credentials(api, request) { Ok(()) } else { application(api, request) }
}

/// Whether the body has the credentials of the application.
pub(super) fn has_credentials(api: &Api, request: &ApiRequest) -> bool {
    let field = |name: &str| request.body.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let (id, secret) = (field("client_id"), field("client_secret"));
    api.shared.read(|world| {
        let application = &world.application;
        application.client_id == id && application.client_secrets.iter().any(|known| known == secret)
    })
}

fn bearer(request: &ApiRequest) -> ApiResult<&str> {
    let missing = || ApiResponse::unauthorized("the Authorization header has no Bearer token");
    request.bearer.as_deref().ok_or_else(missing)
}

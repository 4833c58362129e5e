//! Who sends a request, and whether it is allowed.

use super::context::Api;
use super::error::ApiError;
use super::request::ApiRequest;

/// The account of the access token, if it granted one of these scopes.
pub(super) fn account(api: &Api, request: &ApiRequest, any_of: &[&str]) -> Result<String, ApiError> {
    let token = request.bearer.as_deref().ok_or(NO_BEARER)?;
    api.shared.read(|world| {
        let grant = world.grant_of(token, world.now).ok_or(UNKNOWN)?;
        if !any_of.is_empty() && !grant.allows(any_of) {
            let scopes = any_of.join(" or ");
            return Err(ApiError::Forbidden(format!("this needs the scope {scopes}, which the account did not grant")));
        }
        Ok(grant.account_id.clone())
    })
}

/// Checks that the application itself sends the request: its bearer token is a client secret.
pub(super) fn application(api: &Api, request: &ApiRequest) -> Result<(), ApiError> {
    let secret = request.bearer.as_deref().ok_or(NO_BEARER)?;
    let known = api.shared.read(|world| world.application.client_secrets.iter().any(|known| known == secret));
    if known { Ok(()) } else { Err(NO_SECRET) }
}

const NO_BEARER: ApiError = ApiError::Credentials("the Authorization header has no Bearer token");
const UNKNOWN: ApiError =
    ApiError::Credentials("the access token is unknown, expired or revoked: refresh it at /oauth/token");
const NO_SECRET: ApiError = ApiError::Credentials("this needs a client secret of the application as the Bearer token");

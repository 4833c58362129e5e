//! `POST /oauth/token` and `POST /oauth/token/revoke`. The bearer token is ignored:
//! both official clients send an unrelated one.

use serde_json::{Value, json};

use crate::api::{Api, ApiRequest, ApiResponse, ApiResult, authorize};
use crate::validate::check;
use crate::world::World;
use crate::world::rules::{EXPIRES_IN, IssuedTokens};

pub(crate) fn issue(api: &Api, request: &ApiRequest) -> ApiResult {
    client(api, request)?;
    match text(request, "grant_type") {
        "refresh_token" => {
            fits("request/refresh_access_token", request)?;
            let issued = api.shared.change(|world| world.refresh(text(request, "refresh_token")));
            issued
                .map(|issued| ApiResponse::ok(token_body(&issued)))
                .ok_or_else(|| bad_grant("the refresh token is unknown or revoked: have the user log in again"))
        }
        "authorization_code" => {
            fits("request/request_access_token", request)?;
            let (code, redirect_uri) = (text(request, "code"), text(request, "redirect_uri"));
            let issued = api.shared.change(|world| {
                let issued = world.exchange(code, redirect_uri)?;
                let mut body = token_body(&issued);
                link(world, &issued, &mut body);
                Some(body)
            });
            issued.map(ApiResponse::ok).ok_or_else(|| {
                bad_grant("the code is unknown, used or older than 10 minutes, or belongs to another redirect_uri")
            })
        }
        _ => {
            let description = "grant_type must be refresh_token or authorization_code";
            Err(ApiResponse::token_error("unsupported_grant_type", description))
        }
    }
}

pub(crate) fn revoke(api: &Api, request: &ApiRequest) -> ApiResult {
    client(api, request)?;
    fits("request/revoke_authorization", request)?;
    // The official clients send `token`, `refresh_token` or `sub`. An unknown one is revoked already.
    api.shared.change(|world| match text(request, "sub") {
        "" => {
            let token = request.body.get("token").or_else(|| request.body.get("refresh_token"));
            world.revoke(token.and_then(Value::as_str).unwrap_or_default())
        }
        sub => world.revoke_account(sub),
    });
    Ok(ApiResponse { body: Some(json!({})), ..ApiResponse::ok(Value::Null) })
}

pub(super) fn client(api: &Api, request: &ApiRequest) -> ApiResult<()> {
    if authorize::has_credentials(api, request) {
        return Ok(());
    }
    let description = "client_id and client_secret are not those of the sandbox's application";
    Err(ApiResponse::token_error("invalid_client", description))
}

pub(super) fn fits(schema: &str, request: &ApiRequest) -> ApiResult<()> {
    check(schema, &request.body).map_err(|violations| {
        let description = violations.into_iter().map(|it| it.description).collect::<Vec<_>>().join("; ");
        ApiResponse::token_error("invalid_request", &description)
    })
}

fn bad_grant(description: &str) -> ApiResponse {
    ApiResponse::token_error("invalid_grant", description)
}

pub(super) fn text<'a>(request: &'a ApiRequest, name: &str) -> &'a str {
    request.body.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn token_body(issued: &IssuedTokens) -> Value {
    json!({
        "token_type": "bearer",
        "access_token": issued.access_token,
        "expires_in": EXPIRES_IN,
        "refresh_token": issued.refresh_token,
        "scope": issued.grant.scope,
    })
}

/// Adds the account and profile of a login.
fn link(world: &World, issued: &IssuedTokens, body: &mut Value) {
    let account_id = issued.grant.account_id.as_str();
    body["account_id"] = account_id.into();
    body["sub"] = account_id.into();
    link_profile(world, issued, body);
}

pub(super) fn link_profile(world: &World, issued: &IssuedTokens, body: &mut Value) {
    let account_id = &issued.grant.account_id;
    if let Some(profile) = world.accounts.get(account_id).and_then(|account| account.profiles.first()) {
        body["linking_profile"] = json!({
            "provider_name": profile.provider_name,
            "provider_service": profile.provider_service,
            "profile_id": profile.profile_id,
            "profile_name": profile.profile_name,
        });
    }
}

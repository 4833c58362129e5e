//! `POST /oauth/token` and `POST /oauth/token/revoke`. What comes as a Bearer token is not looked at:
//! both official clients send one that is not meant.

use serde_json::{Value, json};

use super::answer::{Answer, Refused, Reply};
use super::ask::Asked;
use super::route::Api;
use crate::validate::check;
use crate::world::World;
use crate::world::tokens::{EXPIRES_IN, Issued};

pub(super) fn issue(api: &Api, asked: &Asked) -> Reply {
    client(api, asked)?;
    match text(asked, "grant_type") {
        "refresh_token" => {
            fits("request/refresh_access_token", asked)?;
            let issued = api.shared.change(|world| world.refresh(text(asked, "refresh_token")));
            issued
                .map(|issued| Answer::ok(told(&issued)))
                .ok_or_else(|| bad_grant("the refresh token is unknown, or was revoked: have the user log in again"))
        }
        "authorization_code" => {
            fits("request/request_access_token", asked)?;
            let (code, redirect_uri) = (text(asked, "code"), text(asked, "redirect_uri"));
            let issued = api.shared.change(|world| {
                let issued = world.exchange(code, redirect_uri)?;
                let mut body = told(&issued);
                link(world, &issued, &mut body);
                Some(body)
            });
            issued.map(Answer::ok).ok_or_else(|| {
                bad_grant(
                    "the code is unknown, used or older than 10 minutes, or it was asked for with another redirect_uri",
                )
            })
        }
        _ => Err(Refused::Token {
            error: "unsupported_grant_type",
            description: "grant_type must be refresh_token or authorization_code".to_owned(),
        }),
    }
}

pub(super) fn revoke(api: &Api, asked: &Asked) -> Reply {
    client(api, asked)?;
    fits("request/revoke_authorization", asked)?;
    // One client names it `token`, the other `refresh_token`.
    let token = asked.body.get("token").or_else(|| asked.body.get("refresh_token")).and_then(Value::as_str);
    api.shared.change(|world| world.revoke(token.unwrap_or_default()));
    Ok(Answer { body: Some(json!({})), ..Answer::ok(Value::Null) })
}

/// Whether it is the application that asks.
fn client(api: &Api, asked: &Asked) -> Result<(), Refused> {
    let (id, secret) = (text(asked, "client_id"), text(asked, "client_secret"));
    let known = api.shared.read(|world| {
        let application = &world.application;
        application.client_id == id && application.client_secrets.iter().any(|known| known == secret)
    });
    if known {
        return Ok(());
    }
    let description = "client_id and client_secret are not those of the application that the sandbox has".to_owned();
    Err(Refused::Token { error: "invalid_client", description })
}

fn fits(schema: &str, asked: &Asked) -> Result<(), Refused> {
    check(schema, &asked.body).map_err(|violations| {
        let description = violations.into_iter().map(|it| it.description).collect::<Vec<_>>().join("; ");
        Refused::Token { error: "invalid_request", description }
    })
}

fn bad_grant(description: &str) -> Refused {
    Refused::Token { error: "invalid_grant", description: description.to_owned() }
}

fn text<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.body.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn told(issued: &Issued) -> Value {
    json!({
        "token_type": "bearer",
        "access_token": issued.access_token,
        "expires_in": EXPIRES_IN,
        "refresh_token": issued.refresh_token,
        "scope": issued.grant.scope,
    })
}

/// A login also says whose it is.
fn link(world: &World, issued: &Issued, body: &mut Value) {
    let account_id = &issued.grant.account_id;
    body["account_id"] = account_id.as_str().into();
    body["sub"] = account_id.as_str().into();
    if let Some(profile) = world.accounts.get(account_id).and_then(|account| account.profiles.first()) {
        body["linking_profile"] = json!({
            "provider_name": profile.provider_name,
            "provider_service": profile.provider_service,
            "profile_id": profile.profile_id,
            "profile_name": profile.profile_name,
        });
    }
}

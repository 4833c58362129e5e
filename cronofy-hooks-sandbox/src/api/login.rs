//! `GET /oauth/authorize`: a login without a page, for a user who always says yes.

use super::answer::{Answer, Refused, Reply};
use super::ask::Asked;
use super::parameters::{first, required};
use super::route::Api;
use crate::world::tokens::{EVERY_SCOPE, Grant};

pub(super) fn authorize(api: &Api, asked: &Asked) -> Reply {
    let client_id = required(asked, "client_id")?;
    let redirect_uri = required(asked, "redirect_uri")?;
    if required(asked, "response_type")? != "code" {
        return Err(Refused::invalid("response_type", "errors.invalid", "response_type must be code"));
    }
    if !redirect_uri.starts_with("http://") && !redirect_uri.starts_with("https://") {
        return Err(Refused::invalid("redirect_uri", "errors.invalid", "redirect_uri must be an HTTP or HTTPS URL"));
    }
    if api.shared.read(|world| world.application.client_id != client_id) {
        let description = "client_id is not that of the application that the sandbox has";
        return Err(Refused::invalid("client_id", "errors.invalid", description));
    }
    let scope = first(asked, "scope").filter(|scope| !scope.trim().is_empty()).unwrap_or(EVERY_SCOPE);
    let code = api.shared.change(|world| {
        let account_id = world.accounts.keys().next()?.clone();
        Some(world.authorize(Grant { account_id, scope: scope.to_owned() }, redirect_uri))
    });
    let code = code.ok_or_else(|| Refused::not_found("account", "the sandbox has no account that could log in"))?;

    let mut added = form_urlencoded::Serializer::new(String::new());
    added.append_pair("code", &code);
    if let Some(state) = first(asked, "state") {
        added.append_pair("state", state);
    }
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    Ok(Answer::elsewhere(format!("{redirect_uri}{joint}{}", added.finish())))
}

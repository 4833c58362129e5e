//! Who asks, and whether they may.

use super::answer::Refused;
use super::ask::Asked;
use super::route::Api;

/// The account whose access token came, if one of these words was granted.
pub(super) fn account(api: &Api, asked: &Asked, any_of: &[&str]) -> Result<String, Refused> {
    let token = asked.bearer.as_deref().ok_or(NO_BEARER)?;
    api.shared.read(|world| {
        let grant = world.grant_of(token, world.now).ok_or(UNKNOWN)?;
        if !any_of.is_empty() && !grant.allows(any_of) {
            let scopes = any_of.join(" or ");
            return Err(Refused::Forbidden(format!("this needs the scope {scopes}, which the account did not grant")));
        }
        Ok(grant.account_id.clone())
    })
}

/// Whether the application itself asks: it has its client secret for a token.
pub(super) fn application(api: &Api, asked: &Asked) -> Result<(), Refused> {
    let secret = asked.bearer.as_deref().ok_or(NO_BEARER)?;
    let known = api.shared.read(|world| world.application.client_secrets.iter().any(|known| known == secret));
    if known { Ok(()) } else { Err(NO_SECRET) }
}

const NO_BEARER: Refused = Refused::Credentials("no Authorization header with a Bearer token came");
const UNKNOWN: Refused =
    Refused::Credentials("the access token is unknown, expired or revoked: refresh it at /oauth/token");
const NO_SECRET: Refused = Refused::Credentials("this needs a client secret of the application as the Bearer token");

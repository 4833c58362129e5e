//! Issuing, refreshing and revoking tokens.

use jiff::{SignedDuration, Timestamp};

use crate::clock::later;
use crate::world::model::{AccessToken, AuthorizationCode, Grant, World};

pub(crate) const EXPIRES_IN: i64 = 10_800;
const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// The tokens of a successful token request.
pub(crate) struct IssuedTokens {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) grant: Grant,
}

impl World {
    /// The grant of an access token, unless it is unknown, expired or revoked.
    pub(crate) fn grant_of(&self, access_token: &str, now: Timestamp) -> Option<&Grant> {
        let access = self.tokens.access.get(access_token)?;
        (now < access.expires).then_some(&access.grant)
    }

    /// The access token of an account that is valid the longest, and allows this.
    pub(crate) fn access_token_of(&self, account_id: &str, scope: &str) -> Option<&str> {
        let valid = self.tokens.access.iter().filter(|(_, access)| {
            self.now < access.expires && access.grant.account_id == account_id && access.grant.allows(&[scope])
        });
        valid.max_by_key(|(_, access)| access.expires).map(|(token, _)| token.as_str())
    }

    /// The refresh token of the authorization that an access token belongs to: it stays the same when the access
    /// token is refreshed.
    pub(crate) fn authorization_of(&self, access_token: &str) -> Option<&str> {
        self.tokens.access.get(access_token).map(|it| it.refresh_token.as_str())
    }

    /// Issues these tokens, as if the account had granted access now.
    pub(crate) fn give_tokens(&mut self, grant: Grant, access_token: &str, refresh_token: &str) {
        let now = self.now;
        let expires = later(now, SignedDuration::from_secs(EXPIRES_IN));
        let access = AccessToken { grant: grant.clone(), refresh_token: refresh_token.to_owned(), expires };
        self.tokens.access.retain(|_, access| now < access.expires);
        self.tokens.access.insert(access_token.to_owned(), access);
        self.tokens.refresh.insert(refresh_token.to_owned(), grant);
    }

    /// New tokens for everything, as if the user of the account had just agreed. They need no code.
    pub(crate) fn issue_tokens(&mut self, account_id: &str) -> IssuedTokens {
        self.issue(Grant::everything(account_id))
    }

    pub(super) fn issue(&mut self, grant: Grant) -> IssuedTokens {
        let access_token = self.ids.passing("access", self.now);
        let refresh_token = self.ids.passing("refresh", self.now);
        self.give_tokens(grant.clone(), &access_token, &refresh_token);
        IssuedTokens { access_token, refresh_token, grant }
    }

    /// A token with which the next login is that of this account.
    pub(crate) fn link_token(&mut self, account_id: &str) -> String {
        let token = self.ids.passing("link", self.now);
        self.tokens.links.insert(token.clone(), account_id.to_owned());
        token
    }

    /// A new access token; the refresh token stays.
    pub(crate) fn refresh(&mut self, refresh_token: &str) -> Option<IssuedTokens> {
        let grant = self.tokens.refresh.get(refresh_token)?.clone();
        let access_token = self.ids.passing("access", self.now);
        self.give_tokens(grant.clone(), &access_token, refresh_token);
        Some(IssuedTokens { access_token, refresh_token: refresh_token.to_owned(), grant })
    }

    /// The code that an authorization sends to the redirect URI.
    pub(crate) fn authorize(&mut self, grant: Grant, redirect_uri: &str) -> String {
        let code = self.ids.passing("code", self.now);
        let expires = later(self.now, CODE_LIFETIME);
        self.tokens
            .codes
            .insert(code.clone(), AuthorizationCode { grant, redirect_uri: redirect_uri.to_owned(), expires });
        code
    }

    /// Tokens for a code: once, before it expires, and with the redirect URI of the authorization.
    pub(crate) fn exchange(&mut self, code: &str, redirect_uri: &str) -> Option<IssuedTokens> {
        let code = self.tokens.codes.remove(code)?;
        if self.now >= code.expires || code.redirect_uri != redirect_uri {
            return None;
        }
        Some(self.issue(code.grant))
    }

    /// Revokes every token and code of an account. Returns whether there was one.
    pub(crate) fn revoke_account(&mut self, account_id: &str) -> bool {
        let tokens = &mut self.tokens;
        let before = tokens.access.len() + tokens.refresh.len() + tokens.codes.len();
        tokens.access.retain(|_, access| access.grant.account_id != account_id);
        tokens.refresh.retain(|_, grant| grant.account_id != account_id);
        tokens.codes.retain(|_, code| code.grant.account_id != account_id);
        tokens.links.retain(|_, of| of != account_id);
        tokens.access.len() + tokens.refresh.len() + tokens.codes.len() < before
    }

    /// Revokes an access or refresh token, with all other tokens of the same authorization. Returns whether
    /// the token existed.
    pub(crate) fn revoke(&mut self, token: &str) -> bool {
        let of_access = self.tokens.access.get(token).map(|access| access.refresh_token.clone());
        let refresh_token = of_access.unwrap_or_else(|| token.to_owned());
        self.tokens.access.retain(|_, access| access.refresh_token != refresh_token);
        self.tokens.refresh.remove(&refresh_token).is_some()
    }
}

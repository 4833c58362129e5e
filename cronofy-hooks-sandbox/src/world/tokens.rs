//! Who may do what: access tokens, refresh tokens, and the codes that are exchanged for them.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::World;

/// How long an access token is good for, in seconds.
pub(crate) const EXPIRES_IN: i64 = 10_800;
/// How long somebody may take to exchange a code.
const CODE_LASTS: SignedDuration = SignedDuration::from_mins(10);

/// What an application may do when nothing narrower was asked for.
pub(crate) const EVERY_SCOPE: &str = "read_account list_calendars create_calendar read_events create_event \
     delete_event read_free_busy change_participation_status event_reminders";

/// All that was given out and not taken back. Nothing of it shows in `Debug`.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Tokens {
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, Grant>,
    codes: BTreeMap<String, Code>,
}

/// What an account allowed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) account_id: String,
    /// Words between spaces.
    pub(crate) scope: String,
}

impl Grant {
    /// Everything that the sandbox knows of.
    pub(crate) fn everything(account_id: impl Into<String>) -> Self {
        Self { account_id: account_id.into(), scope: EVERY_SCOPE.to_owned() }
    }

    /// Whether one of these words was granted.
    pub(crate) fn allows(&self, any_of: &[&str]) -> bool {
        self.scope.split_whitespace().any(|word| any_of.contains(&word))
    }
}

#[derive(Serialize, Deserialize)]
struct Access {
    grant: Grant,
    refresh_token: String,
    expires: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Code {
    grant: Grant,
    redirect_uri: String,
    expires: Timestamp,
}

/// What somebody gets who proved that it is theirs.
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) grant: Grant,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { access, refresh, codes } = self;
        let counts = (access.len(), refresh.len(), codes.len());
        f.debug_struct("Tokens").field("access, refresh, codes", &counts).finish_non_exhaustive()
    }
}

impl World {
    /// What an access token stands for, unless it has expired or was taken back.
    pub(crate) fn grant_of(&self, access_token: &str, now: Timestamp) -> Option<&Grant> {
        let access = self.tokens.access.get(access_token)?;
        (now < access.expires).then_some(&access.grant)
    }

    /// Gives out these tokens, as if the account had allowed everything now.
    pub(crate) fn give_tokens(&mut self, grant: Grant, access_token: &str, refresh_token: &str) {
        let expires = self.now.saturating_add(SignedDuration::from_secs(EXPIRES_IN)).unwrap_or(Timestamp::MAX);
        let access = Access { grant: grant.clone(), refresh_token: refresh_token.to_owned(), expires };
        let now = self.now;
        self.tokens.access.retain(|_, access| now < access.expires);
        self.tokens.access.insert(access_token.to_owned(), access);
        self.tokens.refresh.insert(refresh_token.to_owned(), grant);
    }

    /// A new access token; the refresh token stays.
    pub(crate) fn refresh(&mut self, refresh_token: &str) -> Option<Issued> {
        let grant = self.tokens.refresh.get(refresh_token)?.clone();
        let access_token = self.ids.of("access", self.now);
        self.give_tokens(grant.clone(), &access_token, refresh_token);
        Some(Issued { access_token, refresh_token: refresh_token.to_owned(), grant })
    }

    /// The code with which a login comes back to the application.
    pub(crate) fn authorize(&mut self, grant: Grant, redirect_uri: &str) -> String {
        let code = self.ids.of("code", self.now);
        let expires = self.now.saturating_add(CODE_LASTS).unwrap_or(Timestamp::MAX);
        self.tokens.codes.insert(code.clone(), Code { grant, redirect_uri: redirect_uri.to_owned(), expires });
        code
    }

    /// Tokens for a code: once, in time, and for the address that it was sent to.
    pub(crate) fn exchange(&mut self, code: &str, redirect_uri: &str) -> Option<Issued> {
        let code = self.tokens.codes.remove(code)?;
        if self.now >= code.expires || code.redirect_uri != redirect_uri {
            return None;
        }
        let access_token = self.ids.of("access", self.now);
        let refresh_token = self.ids.of("refresh", self.now);
        self.give_tokens(code.grant.clone(), &access_token, &refresh_token);
        Some(Issued { access_token, refresh_token, grant: code.grant })
    }

    /// Takes back what a token of either kind stands for, with all others of the same login. Whether
    /// there was such a token.
    pub(crate) fn revoke(&mut self, token: &str) -> bool {
        let of_access = self.tokens.access.get(token).map(|access| access.refresh_token.clone());
        let refresh_token = of_access.unwrap_or_else(|| token.to_owned());
        self.tokens.access.retain(|_, access| access.refresh_token != refresh_token);
        self.tokens.refresh.remove(&refresh_token).is_some()
    }
}

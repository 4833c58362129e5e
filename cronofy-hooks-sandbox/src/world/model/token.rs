//! Access tokens, refresh tokens, and the authorization codes that are exchanged for them.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::scope::{EVERY_SCOPE, includes};

/// How what the sandbox issues begins; `sct` is the token of a participant of a scheduling conversation.
const PREFIXES: [&str; 7] = ["access", "code", "download", "element", "link", "refresh", "sct"];

/// Everything that was issued and not revoked. `Debug` shows counts only.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct IssuedTokenSet {
    pub(crate) access: BTreeMap<String, AccessToken>,
    pub(crate) refresh: BTreeMap<String, Grant>,
    pub(crate) codes: BTreeMap<String, AuthorizationCode>,
    /// Tokens that add a login to an account, with its id. Each is good for once.
    #[serde(default)]
    pub(crate) links: BTreeMap<String, String>,
    /// Permissions to download, and when each expires.
    #[serde(default)]
    pub(crate) downloads: BTreeMap<String, Timestamp>,
}

/// What an account allowed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) account_id: String,
    /// Scopes, separated by spaces, as the authorization requested them.
    pub(crate) scope: String,
}

impl Grant {
    /// Every scope that the sandbox knows.
    pub(crate) fn everything(account_id: impl Into<String>) -> Self {
        Self { account_id: account_id.into(), scope: EVERY_SCOPE.to_owned() }
    }

    /// Whether at least one of these scopes was granted.
    pub(crate) fn allows(&self, any_of: &[&str]) -> bool {
        includes(&self.scope, any_of)
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct AccessToken {
    pub(crate) grant: Grant,
    pub(crate) refresh_token: String,
    pub(crate) expires: Timestamp,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct AuthorizationCode {
    pub(crate) grant: Grant,
    pub(crate) redirect_uri: String,
    pub(crate) expires: Timestamp,
}

impl IssuedTokenSet {
    /// Whether this is one of them, or was one before it was used, revoked or expired.
    pub(crate) fn ever_had(&self, text: &str) -> bool {
        let is_id = |rest: &str| rest.len() == 24 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
        text.split_once('_').is_some_and(|(prefix, rest)| PREFIXES.contains(&prefix) && is_id(rest))
            || self.access.contains_key(text)
            || self.refresh.contains_key(text)
            || self.codes.contains_key(text)
            || self.links.contains_key(text)
            || self.downloads.contains_key(text)
    }
}

impl fmt::Debug for IssuedTokenSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { access, refresh, codes, links: _, downloads: _ } = self;
        let counts = (access.len(), refresh.len(), codes.len());
        f.debug_struct("IssuedTokenSet").field("access, refresh, codes", &counts).finish_non_exhaustive()
    }
}

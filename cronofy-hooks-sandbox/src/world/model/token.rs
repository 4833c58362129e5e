//! Access tokens, refresh tokens, and the authorization codes that are exchanged for them.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The scope of an authorization that requests none.
pub(crate) const EVERY_SCOPE: &str = "read_account list_calendars create_calendar read_events create_event \
     delete_event read_free_busy change_participation_status event_reminders";

/// Everything that was issued and not revoked. `Debug` shows counts only.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct IssuedTokenSet {
    pub(crate) access: BTreeMap<String, AccessToken>,
    pub(crate) refresh: BTreeMap<String, Grant>,
    pub(crate) codes: BTreeMap<String, AuthorizationCode>,
}

/// What an account allowed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) account_id: String,
    /// Scopes, separated by spaces.
    pub(crate) scope: String,
}

impl Grant {
    /// Every scope that the sandbox knows.
    pub(crate) fn everything(account_id: impl Into<String>) -> Self {
        Self { account_id: account_id.into(), scope: EVERY_SCOPE.to_owned() }
    }

    /// Whether at least one of these scopes was granted.
    pub(crate) fn allows(&self, any_of: &[&str]) -> bool {
        self.scope.split_whitespace().any(|scope| any_of.contains(&scope))
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

impl fmt::Debug for IssuedTokenSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { access, refresh, codes } = self;
        let counts = (access.len(), refresh.len(), codes.len());
        f.debug_struct("IssuedTokenSet").field("access, refresh, codes", &counts).finish_non_exhaustive()
    }
}

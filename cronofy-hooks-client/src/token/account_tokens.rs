//! [`AccountTokens`]: what an application keeps of a login.

use cronofy_hooks_types::request::SecretString;
use cronofy_hooks_types::response::Tokens;
use jiff::{SignedDuration, Timestamp};

/// The tokens of one account. `Debug` shows neither of them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AccountTokens {
    /// Proves that the application may act for the account.
    pub access_token: SecretString,
    /// Gets the next access token.
    pub refresh_token: SecretString,
    /// When the access token expires.
    pub expires_at: Timestamp,
}

impl AccountTokens {
    /// The tokens that an application has kept.
    pub fn new(
        access_token: impl Into<SecretString>,
        refresh_token: impl Into<SecretString>,
        expires_at: Timestamp,
    ) -> Self {
        Self { access_token: access_token.into(), refresh_token: refresh_token.into(), expires_at }
    }

    /// The tokens of an answer. A refresh may leave out the refresh token: the one before stays good then.
    pub(crate) fn from_answer(answer: Tokens, before: Option<&SecretString>, now: Timestamp) -> Option<Self> {
        let lifetime = SignedDuration::from_secs(i64::try_from(answer.expires_in).unwrap_or(i64::MAX));
        Some(Self {
            access_token: answer.access_token,
            refresh_token: answer.refresh_token.or_else(|| before.cloned())?,
            expires_at: now.checked_add(lifetime).unwrap_or(Timestamp::MAX),
        })
    }
}

//! [`SubscriptionError`]: what cannot be asked for, and the cure.

use std::fmt;

/// Why a subscription, a channel or a callback URL cannot be made: what is wrong, then what to do.
///
/// It repeats no values of parameters and no URL, which may hold a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionError(String);

impl SubscriptionError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for SubscriptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SubscriptionError {}

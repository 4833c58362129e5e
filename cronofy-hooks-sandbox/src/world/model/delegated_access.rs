//! Requests for access to the accounts of others, which the application learns of by a callback.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A request for access with a service account, or to a calendar that was shared with a profile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DelegatedAccess {
    pub(crate) id: String,
    /// The account whose access token asked.
    pub(crate) asked_by: String,
    pub(crate) email: String,
    pub(crate) callback_url: String,
    pub(crate) scope: String,
    pub(crate) state: Option<String>,
    /// When the service decides; `None` once it has.
    pub(crate) decides_at: Option<Timestamp>,
    /// How it will end, or ended: with a word of OAuth, or `None` for a code.
    pub(crate) error: Option<String>,
}

//! Requests for more access, which wait for the user.

use serde::{Deserialize, Serialize};

/// A page of the service that an application sends a user to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessRequest {
    pub(crate) account_id: String,
    /// Where the user continues.
    pub(crate) redirect_uri: String,
    pub(crate) asks_for: AskedAccess,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AskedAccess {
    Calendars(Vec<CalendarPermission>),
    /// A conferencing account at this provider.
    Conferencing(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CalendarPermission {
    pub(crate) calendar_id: String,
    /// `unrestricted` or `sandbox`.
    pub(crate) permission_level: String,
}

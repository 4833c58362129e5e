//! Accounts, their profiles and their calendars.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A user who gave the application access.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Account {
    /// Begins with `acc_`.
    pub(crate) account_id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) default_tzid: String,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) conferencing_profiles: Vec<ConferencingProfile>,
    /// The application's own id of an application calendar, which is an account without a user.
    #[serde(default)]
    pub(crate) application_calendar_id: Option<String>,
    /// The account through which the application got access, unless the user gave it.
    #[serde(default)]
    pub(crate) delegated_by: Option<String>,
}

impl Account {
    /// Whether a person logs in to it.
    pub(crate) fn is_user(&self) -> bool {
        self.application_calendar_id.is_none()
    }
}

/// A calendar account at a provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// Begins with `pro_`.
    pub(crate) profile_id: String,
    pub(crate) provider_name: String,
    pub(crate) provider_service: String,
    pub(crate) profile_name: String,
    pub(crate) connected: bool,
    pub(crate) initial_sync_required: bool,
}

/// An account at a conferencing provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ConferencingProfile {
    /// Begins with `pro_`.
    pub(crate) profile_id: String,
    pub(crate) provider_name: String,
    pub(crate) profile_name: String,
    pub(crate) connected: bool,
    #[serde(rename = "mood")]
    pub(crate) behaviour: ConferencingBehaviour,
}

/// How a conferencing provider responds when it is asked for a conference.
///
/// For `conferencing_failing` with the subtype `profile_missing`, no provider is asked: the event names a conferencing
/// profile that is not there, or one that
/// [`disconnect_profile`](crate::SandboxHandle::disconnect_profile) has disconnected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConferencingBehaviour {
    /// It creates the conference.
    #[default]
    Works,
    /// It returns the event without a URL: `missing_meeting_url`.
    WithoutUrl,
}

/// A calendar of a profile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Calendar {
    /// Begins with `cal_`.
    pub(crate) calendar_id: String,
    pub(crate) account_id: String,
    pub(crate) profile_id: String,
    pub(crate) calendar_name: String,
    pub(crate) readonly: bool,
    pub(crate) primary: bool,
    pub(crate) deleted: bool,
    pub(crate) integrated_conferencing: bool,
    /// `unrestricted`, or `sandbox` for the events of the application only.
    #[serde(default = "unrestricted")]
    pub(crate) permission_level: String,
    #[serde(default)]
    pub(crate) unseen: UnreportedChanges,
}

/// What a calendar allows unless the user decides otherwise.
pub(crate) fn unrestricted() -> String {
    "unrestricted".to_owned()
}

/// When the user first changed events in a calendar while its profile was disconnected.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct UnreportedChanges {
    /// Of events that the application manages.
    managed: Option<Timestamp>,
    others: Option<Timestamp>,
}

impl UnreportedChanges {
    /// Records a change. Later changes of the same kind of event add nothing.
    pub(crate) fn add(&mut self, managed: bool, at: Timestamp) {
        let since = if managed { &mut self.managed } else { &mut self.others };
        since.get_or_insert(at);
    }

    /// For each kind of event that was changed: whether the application manages it, and since when.
    pub(crate) fn since(self) -> impl Iterator<Item = (bool, Timestamp)> {
        [(true, self.managed), (false, self.others)].into_iter().filter_map(|(managed, since)| Some((managed, since?)))
    }
}

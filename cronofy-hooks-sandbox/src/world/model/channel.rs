//! Channels: the push notifications of an account.

use std::collections::BTreeSet;

use cronofy_hooks_contract::limits::RETRY_PERIOD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a delivery is retried, and how long a channel stays open without success.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_secs(RETRY_PERIOD.as_secs() as i64);

/// Where the service reports an account's changes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Channel {
    /// Begins with `chn_`.
    pub(crate) channel_id: String,
    pub(crate) account_id: String,
    pub(crate) callback_url: String,
    pub(crate) filters: ChannelFilters,
    pub(crate) created: Timestamp,
    pub(crate) last_success: Option<Timestamp>,
    /// The first failure after the last success.
    pub(crate) failing_since: Option<Timestamp>,
    pub(crate) closed: Option<ChannelClosure>,
    /// The first change that no notification has reported yet.
    pub(crate) unsent_since: Option<Timestamp>,
}

/// When a channel was closed, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChannelClosure {
    pub(crate) at: Timestamp,
    pub(crate) by: ClosedBy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClosedBy {
    /// The application closed it.
    Application,
    /// Nothing succeeded for 24 hours.
    Failures,
}

/// As the application sent them: bodies show only what it specified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChannelFilters {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) calendar_ids: Option<BTreeSet<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) only_managed: Option<bool>,
}

impl ChannelFilters {
    /// Whether the channel reports changes of such an event.
    pub(crate) fn accept(&self, calendar_id: &str, managed: bool) -> bool {
        self.calendar_ids.as_ref().is_none_or(|ids| ids.contains(calendar_id))
            && (managed || self.only_managed != Some(true))
    }
}

impl Channel {
    pub(crate) fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// When the service closes it unless a notification succeeds before.
    pub(crate) fn closes_at(&self) -> Option<Timestamp> {
        self.failing_since.filter(|_| self.is_open())?.checked_add(PATIENCE).ok()
    }
}

//! Channels: the push notifications of an account.

use std::collections::BTreeSet;

use cronofy_hooks_contract::limits::RETRY_PERIOD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a delivery is retried, and how long a channel stays open without success.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_secs(RETRY_PERIOD.as_secs() as i64);

/// A channel and its health: where the service reports an account's changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChannelView {
    /// Begins with `chn_`.
    pub channel_id: String,
    /// The account.
    pub account_id: String,
    /// The URL of its notifications.
    pub callback_url: String,
    pub(crate) filters: ChannelFilters,
    /// Whether it reports scheduling conversations, if the application said so.
    #[serde(default)]
    pub(crate) scheduling_conversations: Option<bool>,
    /// When it was created.
    pub created: Timestamp,
    /// When a notification last succeeded.
    pub last_success: Option<Timestamp>,
    /// The first failure after the last success.
    pub failing_since: Option<Timestamp>,
    /// The attempt that failed then: its delivery and its number.
    #[serde(default)]
    pub(crate) first_failure: Option<(u64, u32)>,
    /// When it was closed, and by whom; `None` while it is open.
    pub closed: Option<ChannelClosure>,
    /// The first change that no notification has reported yet.
    pub(crate) unsent_since: Option<Timestamp>,
    /// The events that changed since then, by `event_uid`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) unsent_events: BTreeSet<String>,
}

/// When a channel was closed, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChannelClosure {
    /// The time.
    pub at: Timestamp,
    /// Who closed it.
    pub by: ClosedBy,
}

/// Who closed a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ClosedBy {
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

impl ChannelView {
    /// Whether neither the application nor the service has closed it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// When the service closes it unless a notification succeeds before.
    #[must_use]
    pub fn closes_at(&self) -> Option<Timestamp> {
        self.failing_since.filter(|_| self.is_open())?.checked_add(PATIENCE).ok()
    }
}

//! Channels: the push notifications of an account.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::outbox::PATIENCE;

/// Where an account's changes are told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Channel {
    /// Begins with `chn_`.
    pub(crate) channel_id: String,
    pub(crate) account_id: String,
    pub(crate) callback_url: String,
    pub(crate) filters: Filters,
    pub(crate) created: Timestamp,
    pub(crate) last_success: Option<Timestamp>,
    /// The first failure after the last success.
    pub(crate) failing_since: Option<Timestamp>,
    pub(crate) closed: Option<Closed>,
    /// Since when there are changes that have not been told.
    pub(crate) unsent_since: Option<Timestamp>,
}

/// How a channel ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {
    pub(crate) at: Timestamp,
    pub(crate) by: ClosedBy,
}

/// Who closed a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClosedBy {
    /// The application asked for it.
    Application,
    /// Nothing succeeded for 24 hours.
    Failures,
}

/// As they were asked for: what was left out is not told either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Filters {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) calendar_ids: Option<BTreeSet<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) only_managed: Option<bool>,
}

impl Filters {
    /// Whether a change of such an event is told.
    pub(crate) fn take(&self, calendar_id: &str, managed: bool) -> bool {
        self.calendar_ids.as_ref().is_none_or(|ids| ids.contains(calendar_id))
            && (managed || self.only_managed != Some(true))
    }
}

impl Channel {
    /// When it will be closed unless a notification succeeds before.
    pub(crate) fn closes_at(&self) -> Option<Timestamp> {
        let failing_since = self.failing_since.filter(|_| self.closed.is_none())?;
        failing_since.checked_add(PATIENCE).ok()
    }
}

//! Snapshots of the state, for programs that use a sandbox.

use jiff::Timestamp;

use crate::world::World;
use crate::world::model::{Account, Channel, ClosedBy, Trigger, TriggerState};

/// A user who gave the application access, with the ids of profiles and calendars.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountView {
    /// Begins with `acc_`.
    pub account_id: String,
    /// The e-mail address of the user.
    pub email: String,
    /// The calendar accounts.
    pub profile_ids: Vec<String>,
    /// The conferencing accounts.
    pub conferencing_profile_ids: Vec<String>,
    /// The writable calendars, the primary one first.
    pub calendar_ids: Vec<String>,
}

/// A channel and its health.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelView {
    /// Begins with `chn_`.
    pub channel_id: String,
    /// The URL of its notifications.
    pub callback_url: String,
    /// When a notification last succeeded.
    pub last_success: Option<Timestamp>,
    /// The first failure after the last success.
    pub failing_since: Option<Timestamp>,
    /// When the service closes it unless a notification succeeds before.
    pub closes_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether it was closed because nothing had succeeded for 24 hours.
    pub closed_by_failures: bool,
}

/// A trigger of an event and its window.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TriggerView {
    /// `event_start` or `event_end`.
    pub name: String,
    /// Its URL.
    pub url: String,
    /// The start of the window.
    pub from: Timestamp,
    /// The end of the window.
    pub until: Timestamp,
    /// The number of its delivery, once it was sent.
    pub delivery: Option<u64>,
}

impl AccountView {
    pub(crate) fn new(world: &World, account: &Account) -> Self {
        let mut calendars: Vec<_> = world.calendars.values().collect();
        calendars.retain(|it| it.account_id == account.account_id && !it.readonly && !it.deleted);
        calendars.sort_by_key(|it| !it.primary);
        Self {
            account_id: account.account_id.clone(),
            email: account.email.clone(),
            profile_ids: account.profiles.iter().map(|it| it.profile_id.clone()).collect(),
            conferencing_profile_ids: account.conferencing_profiles.iter().map(|it| it.profile_id.clone()).collect(),
            calendar_ids: calendars.into_iter().map(|it| it.calendar_id.clone()).collect(),
        }
    }
}

impl From<&Channel> for ChannelView {
    fn from(channel: &Channel) -> Self {
        Self {
            channel_id: channel.channel_id.clone(),
            callback_url: channel.callback_url.clone(),
            last_success: channel.last_success,
            failing_since: channel.failing_since,
            closes_at: channel.closes_at(),
            closed_at: channel.closed.map(|it| it.at),
            closed_by_failures: channel.closed.is_some_and(|it| it.by == ClosedBy::Failures),
        }
    }
}

impl From<&Trigger> for TriggerView {
    fn from(trigger: &Trigger) -> Self {
        let (from, until) = trigger.window();
        let delivery = match trigger.state {
            TriggerState::Sent(number) => Some(number),
            TriggerState::Planned | TriggerState::Missed => None,
        };
        Self { name: trigger.transition.name().to_owned(), url: trigger.uri.clone(), from, until, delivery }
    }
}

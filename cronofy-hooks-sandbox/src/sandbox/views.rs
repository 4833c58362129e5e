//! Snapshots of the state, for programs that use a sandbox.

use std::time::Duration;

use jiff::Timestamp;

use crate::world::World;
use crate::world::model::{
    Account, Attempt, AttemptOutcome, Channel, ClosedBy, Delivery, DeliveryState, Fault, Trigger, TriggerState,
};

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

/// A notification with all attempts to send it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryView {
    /// Numbers grow with time.
    pub number: u64,
    /// The name of its occurrence: `change`, `conferencing_failing`, `event_start`.
    pub name: String,
    /// The subtype of an interaction.
    pub subtype: Option<String>,
    /// Its URL.
    pub url: String,
    /// The exact bytes that are signed.
    pub body: String,
    /// `Cronofy-Notification-ID`: only event triggers have one.
    pub notification_id: Option<String>,
    /// When it was queued.
    pub created: Timestamp,
    /// How long the receiver has to answer.
    pub deadline: Duration,
    /// Its state.
    pub state: DeliveryState,
    /// The requests, in order.
    pub attempts: Vec<AttemptView>,
    /// The delivery that it repeats.
    pub replay_of: Option<u64>,
    /// Whether a fault made it up: [`Fault::UnknownType`] and [`Fault::UnknownSubtype`] do.
    pub made_up: bool,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptView {
    /// Counts up from 1.
    pub number: u32,
    /// When it was sent, by the clock of the sandbox.
    pub at: Timestamp,
    /// The injected fault.
    pub fault: Option<Fault>,
    /// How it ended; `None` while it is in flight.
    pub outcome: Option<AttemptOutcome>,
    /// Real time from the first byte to the answer.
    pub took: Duration,
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

impl From<&Delivery> for DeliveryView {
    fn from(delivery: &Delivery) -> Self {
        Self {
            number: delivery.number,
            name: delivery.name.clone(),
            subtype: delivery.subtype.clone(),
            url: delivery.url.clone(),
            body: delivery.body.clone(),
            notification_id: delivery.notification_id.clone(),
            created: delivery.created,
            deadline: delivery.deadline,
            state: delivery.state,
            attempts: delivery.attempts.iter().map(AttemptView::from).collect(),
            replay_of: delivery.replay_of,
            made_up: delivery.made_up,
        }
    }
}

impl From<&Attempt> for AttemptView {
    fn from(attempt: &Attempt) -> Self {
        let Attempt { number, at, fault, outcome, took, .. } = attempt;
        Self { number: *number, at: *at, fault: *fault, outcome: outcome.clone(), took: *took }
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

//! What a sandbox shows of itself to tests: copies, as things are now.

use std::time::Duration;

use jiff::Timestamp;

use crate::fault::Fault;
use crate::world::World;
use crate::world::account::Account;
use crate::world::channel::{Channel, ClosedBy};
use crate::world::delivery::{Attempt, Delivery, DeliveryState, Outcome};
use crate::world::trigger::{Trigger, TriggerState};

/// A user who gave the application access, with everything that has an id.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountView {
    /// Begins with `acc_`.
    pub account_id: String,
    /// The address of the user.
    pub email: String,
    /// The calendar accounts.
    pub profile_ids: Vec<String>,
    /// The accounts at providers of conferences.
    pub conferencing_profile_ids: Vec<String>,
    /// The calendars that can be written to, the primary one first.
    pub calendar_ids: Vec<String>,
}

/// A channel and how it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelView {
    /// Begins with `chn_`.
    pub channel_id: String,
    /// Where its notifications go.
    pub callback_url: String,
    /// When a notification last succeeded.
    pub last_success: Option<Timestamp>,
    /// The first failure after the last success.
    pub failing_since: Option<Timestamp>,
    /// When it will be closed unless something succeeds before.
    pub closes_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether it was closed because nothing had succeeded for 24 hours.
    pub closed_by_failures: bool,
}

/// A notification on its way, with all attempts at it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryView {
    /// Numbers grow with time.
    pub number: u64,
    /// What it tells: `change`, `conferencing_failing`, `event_start`.
    pub name: String,
    /// Of an interaction, where it has one.
    pub subtype: Option<String>,
    /// Where it goes.
    pub url: String,
    /// The exact bytes, which are what is signed.
    pub body: String,
    /// `Cronofy-Notification-ID`: only event triggers have one.
    pub notification_id: Option<String>,
    /// When it was put in line.
    pub created: Timestamp,
    /// How long its receiver has for an answer.
    pub deadline: Duration,
    /// Where it stands.
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
    /// What went wrong on purpose.
    pub fault: Option<Fault>,
    /// How it ended; None while it is under way.
    pub outcome: Option<Outcome>,
    /// Real time from the first byte to the answer.
    pub took: Duration,
}

/// A trigger of an event and its window.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TriggerView {
    /// `event_start` or `event_end`.
    pub name: String,
    /// Where it goes.
    pub url: String,
    /// From when it may be sent.
    pub from: Timestamp,
    /// Until when it may be sent for the first time.
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
            made_up: delivery.is_extra,
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

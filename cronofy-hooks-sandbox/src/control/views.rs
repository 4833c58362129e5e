//! Snapshots of the state, for programs that use a sandbox.

use jiff::Timestamp;

pub use crate::world::model::{AttemptView, CallView, ChannelView, DeliveryView};

use crate::world::model::{Account, SchedulingPage, SchedulingState, Trigger, TriggerState, World};

/// A user who gave the application access, with the ids of profiles and calendars.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountView {
    /// Begins with `acc_`.
    pub account_id: String,
    /// The e-mail address of the user.
    pub email: String,
    /// The name of the user.
    pub name: String,
    /// The calendar accounts.
    pub profile_ids: Vec<String>,
    /// The conferencing accounts.
    pub conferencing_profile_ids: Vec<String>,
    /// The writable calendars, the primary one first.
    pub calendar_ids: Vec<String>,
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

/// A page on which a person chooses a time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchedulingPageView {
    /// Begins with `sch_`.
    pub real_time_scheduling_id: String,
    /// Where the page is, once the sandbox is served.
    pub url: String,
    /// `open`, `completed` or `disabled`.
    pub status: &'static str,
    /// When each choice that the page offers now starts.
    pub offered: Vec<Timestamp>,
}

impl SchedulingPageView {
    pub(crate) fn new(world: &World, page: &SchedulingPage) -> Self {
        let offered = if page.state == SchedulingState::Open { world.offered(page) } else { Vec::new() };
        Self {
            real_time_scheduling_id: page.id.clone(),
            url: format!("{}/add_to_calendar/scheduling/{}", world.base_url(), page.token),
            status: page.state.name(),
            offered: offered.iter().filter_map(|steps| Some(steps.first()?.time.start)).collect(),
        }
    }
}

impl AccountView {
    pub(crate) fn new(world: &World, account: &Account) -> Self {
        let mut calendars: Vec<_> = world.calendars.values().collect();
        calendars.retain(|it| it.account_id == account.account_id && !it.readonly && !it.deleted);
        calendars.sort_by_key(|it| !it.primary);
        Self {
            account_id: account.account_id.clone(),
            email: account.email.clone(),
            name: account.name.clone(),
            profile_ids: account.profiles.iter().map(|it| it.profile_id.clone()).collect(),
            conferencing_profile_ids: account.conferencing_profiles.iter().map(|it| it.profile_id.clone()).collect(),
            calendar_ids: calendars.into_iter().map(|it| it.calendar_id.clone()).collect(),
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

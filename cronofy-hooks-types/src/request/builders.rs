//! What is written by hand beside the generated constructors and setters: words of the service, conversions, and
//! constructors that the schemas cannot describe.

use super::{
    AgentAttendee, ApplicationContact, AvailabilityMember, CreateChannel, DeleteEvents, EventAgent, EventAttachment,
    EventConferencing, InteractionName, InteractionSubscription, InviteRecipient, Invitee, Offset, SlotChoice,
    SlotSelectionMethod, UpsertEvent,
};
use crate::payload::{Location, OffsetDateTime, SchedulingConversations, SchedulingDuration, SchedulingPeriod};

impl CreateChannel {
    /// Reports only this calendar. Each call adds one.
    pub fn calendar(mut self, calendar_id: impl Into<String>) -> Self {
        self.filters.get_or_insert_default().calendar_ids.get_or_insert_default().push(calendar_id.into());
        self
    }

    /// Reports only events that your application manages.
    pub fn only_managed(mut self) -> Self {
        self.filters.get_or_insert_default().only_managed = Some(true);
        self
    }
}

impl SchedulingDuration {
    /// This many minutes.
    #[must_use]
    pub const fn of_minutes(minutes: u64) -> Self {
        Self { minutes: Some(minutes) }
    }
}

impl SchedulingPeriod {
    /// From one time to another.
    pub fn new(start: impl Into<OffsetDateTime>, end: impl Into<OffsetDateTime>) -> Self {
        Self { start: start.into(), end: end.into() }
    }
}

impl SlotChoice {
    /// The participant chooses, or the service does.
    pub const fn by(method: SlotSelectionMethod) -> Self {
        Self { selection_method: Some(method) }
    }
}

impl SchedulingConversations {
    /// The channel reports scheduling conversations.
    #[must_use]
    pub const fn on() -> Self {
        Self { enabled: Some(true) }
    }
}

impl UpsertEvent {
    /// Ends all subscriptions of the event.
    pub fn without_subscriptions(mut self) -> Self {
        self.subscriptions = Some(Vec::new());
        self
    }

    /// Takes all reminders off the event.
    pub fn without_reminders(mut self) -> Self {
        self.reminders = Some(Vec::new());
        self
    }
}

impl DeleteEvents {
    /// Deletes the events in all calendars.
    pub const fn all() -> Self {
        Self { delete_all: Some(true), calendar_ids: None }
    }

    /// Deletes the events in these calendars. The service refuses an empty list.
    pub fn in_calendars(calendar_ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { delete_all: None, calendar_ids: Some(calendar_ids.into_iter().map(Into::into).collect()) }
    }
}

/// `profile_id` names a conferencing profile of the user, or is one of four words.
impl EventConferencing {
    /// A conferencing profile of the user. If the profile is gone when the service makes the conference, the event has
    /// none, and its subscribers get `conferencing_failing` with the subtype `profile_missing`: write the event again with
    /// another profile. Source: <https://docs.cronofy.com/developers/api/conferencing-services/subscriptions/>.
    pub fn profile(profile_id: impl Into<String>) -> Self {
        Self { profile_id: profile_id.into(), provider_description: None, join_url: None }
    }

    /// The user's default conferencing profile. In the sandbox that is the first one that is connected, or else the
    /// conferencing of the calendar itself.
    pub fn default_profile() -> Self {
        Self::profile("default")
    }

    /// The conferencing that belongs to the calendar, such as Google Meet or Microsoft Teams.
    pub fn integrated() -> Self {
        Self::profile("integrated")
    }

    /// A conference that your application makes itself.
    ///
    /// - `provider_description`: What the conference is called.
    /// - `join_url`: Where to join.
    pub fn explicit(provider_description: impl Into<String>, join_url: impl Into<String>) -> Self {
        Self {
            provider_description: Some(provider_description.into()),
            join_url: Some(join_url.into()),
            ..Self::profile("explicit")
        }
    }

    /// No conference, or no longer.
    pub fn none() -> Self {
        Self::profile("none")
    }
}

impl EventAgent {
    /// An agent of the service.
    pub fn cronofy() -> Self {
        Self::profile("cronofy")
    }

    /// No agent, or no longer.
    pub fn none() -> Self {
        Self::profile("none")
    }
}

impl Offset {
    /// This many minutes; 0 is the transition itself.
    pub const fn minutes(minutes: u64) -> Self {
        Self { minutes: Some(minutes), hours: None }
    }

    /// This many hours.
    pub const fn hours(hours: u64) -> Self {
        Self { hours: Some(hours), minutes: None }
    }

    /// And this many minutes more.
    pub const fn and_minutes(mut self, minutes: u64) -> Self {
        self.minutes = Some(minutes);
        self
    }
}

impl From<InteractionName> for InteractionSubscription {
    fn from(name: InteractionName) -> Self {
        Self::new(name)
    }
}

/// Lets a text stand for a type that requires nothing but this text: an address or an id.
macro_rules! from_text {
    ($($type:ident),+) => {
        $(impl<T: Into<String>> From<T> for $type {
            fn from(text: T) -> Self {
                Self::new(text)
            }
        })+
    };
}

from_text!(AgentAttendee, ApplicationContact, AvailabilityMember, EventAttachment, InviteRecipient, Invitee);

/// A place in words.
impl<T: Into<String>> From<T> for Location {
    fn from(description: T) -> Self {
        Self { description: Some(description.into()), ..Self::default() }
    }
}

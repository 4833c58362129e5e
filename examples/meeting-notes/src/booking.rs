//! [`Booking`]: a meeting, and the event that the service is asked for.

use cronofy_hooks::request::{AttendeeChanges, EventAgent, EventConferencing, Invitee, Subscription, UpsertEvent};
use jiff::Timestamp;

/// A meeting to book. Booking it again with the same id changes it.
#[derive(Clone, Debug)]
pub struct Booking {
    /// The application's own id of the meeting.
    pub event_id: String,
    /// What it is called.
    pub title: String,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Who is invited.
    pub guests: Vec<Invitee>,
}

impl Booking {
    /// The event: with a conference, an agent that attends it, and a subscription to what the agent does.
    pub fn event(&self, subscription: Subscription) -> UpsertEvent {
        let Self { event_id, title, start, end, guests } = self;
        let guests = guests.iter().cloned().fold(AttendeeChanges::new(), AttendeeChanges::invite);
        UpsertEvent::new(event_id, title, *start, *end)
            .attendees(guests)
            .conferencing(EventConferencing::default_profile())
            .meeting_agent(EventAgent::cronofy().display_name("Notes"))
            .subscription(subscription)
    }
}

//! [`BenchCall`]: what is called, and what it gives.

use std::str::FromStr;

use cronofy_hooks::jiff::Timestamp;
use cronofy_hooks::payload::Event;
use cronofy_hooks::request::{Offset, Subscription, TransitionName, TransitionSubscription, UpsertEvent};
use cronofy_hooks_types::response::Calendar;

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchCall {
    /// Reads three calendars.
    Calendars,
    /// Writes an event; the answer is empty.
    UpsertEvent,
    /// Reads a page of 50 events.
    Events,
}

/// What a call gave.
#[derive(Clone, Debug, PartialEq)]
pub enum CallResult {
    /// Of [`BenchCall::Calendars`].
    Calendars(Vec<Calendar>),
    /// Of [`BenchCall::UpsertEvent`].
    Accepted,
    /// Of [`BenchCall::Events`].
    Events(Vec<Event>),
}

impl BenchCall {
    /// All calls.
    pub const ALL: [Self; 3] = [Self::Calendars, Self::UpsertEvent, Self::Events];

    /// Its name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calendars => "calendars",
            Self::UpsertEvent => "upsert_event",
            Self::Events => "events",
        }
    }
}

impl FromStr for BenchCall {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let call = Self::ALL.into_iter().find(|call| call.as_str() == name);
        call.ok_or_else(|| format!("there is no call {name:?}; there are calendars, upsert_event and events"))
    }
}

/// The token of both sides.
pub(super) const TOKEN: &str = "3NRGZFjnrEEgvHgRqBvsKDVTAtFlYqXA";

/// The calendar that is written to.
pub(super) const CALENDAR: &str = "cal_n23kjnwrw2_jsdfjksn234";

/// The event that is written.
pub(super) fn meeting() -> UpsertEvent {
    let at = |second| Timestamp::from_second(second).unwrap_or_default();
    UpsertEvent::new("qTtZdczOccgaPncGJaCiLg", "Board meeting", at(1_777_303_800), at(1_777_309_200))
        .description("Discuss plans for the next quarter.")
        .subscription(
            Subscription::webhook("https://example.com/cronofy/42?trigger=soon")
                .transition(TransitionSubscription::before(TransitionName::EventStart, Offset::minutes(5))),
        )
}

/// Since when events are read.
pub(super) fn since() -> Timestamp {
    Timestamp::from_second(1_777_303_800).unwrap_or_default()
}

//! Events, and what is subscribed to them.

use cronofy_hooks::payload::EventTime;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::trigger::Trigger;

/// An event in a calendar.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Event {
    /// The service's id: begins with `evt_partner_` or `evt_external_`.
    pub(crate) event_uid: String,
    pub(crate) calendar_id: String,
    /// The application's own id: only of the events that it manages.
    pub(crate) event_id: Option<String>,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) start: EventTime,
    pub(crate) end: EventTime,
    pub(crate) tzid: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) deleted: bool,
    /// Everything else, as Read Events tells it.
    pub(crate) details: Map<String, Value>,
    pub(crate) conferencing: Option<Conferencing>,
    /// The agent of the event.
    pub(crate) agent: Option<String>,
    pub(crate) subscriptions: Vec<Subscription>,
    /// What is subscribed to its start and end, with the times: for a moved event, the new ones.
    #[serde(default)]
    pub(crate) triggers: Vec<Trigger>,
}

impl Event {
    /// Whether the application made it.
    pub(crate) fn managed(&self) -> bool {
        self.event_id.is_some()
    }
}

/// The conference that an event asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Conferencing {
    /// `default`, `integrated`, or the id of a conferencing profile. `explicit` needs nobody.
    pub(crate) profile_id: String,
    pub(crate) provider_name: Option<String>,
    /// As the application wrote it with a `join_url` of its own.
    #[serde(default)]
    pub(crate) provider_description: Option<String>,
    /// There as soon as it is assigned.
    pub(crate) join_url: Option<String>,
    /// How often it has failed.
    pub(crate) failures: u32,
    /// Why, as a subtype of `conferencing_failing`; None unless it fails now.
    #[serde(default)]
    pub(crate) failing: Option<String>,
    /// When the provider is asked, or asked again.
    #[serde(default)]
    pub(crate) next_at: Option<Timestamp>,
}

/// Asks for notifications about an event or a meeting agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) r#type: String,
    pub(crate) uri: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) interactions: Vec<InteractionSubscription>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) transitions: Vec<TransitionSubscription>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InteractionSubscription {
    pub(crate) r#type: String,
}

/// At an offset before or after the start or the end: one of the two is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TransitionSubscription {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<String>,
    pub(crate) offset: Offset,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Offset {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hours: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) minutes: Option<u32>,
}

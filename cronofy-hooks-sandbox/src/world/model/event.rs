//! Events.

use cronofy_hooks::payload::EventTime;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::subscription::Subscription;
use super::trigger::Trigger;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Event {
    /// The service's id: begins with `evt_partner_` or `evt_external_`.
    pub(crate) event_uid: String,
    pub(crate) calendar_id: String,
    /// The application's own id. Only events that the application manages have one.
    pub(crate) event_id: Option<String>,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) start: EventTime,
    pub(crate) end: EventTime,
    pub(crate) tzid: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) deleted: bool,
    /// Everything else, as Read Events returns it.
    pub(crate) details: Map<String, Value>,
    pub(crate) conferencing: Option<Conferencing>,
    /// The `sub` of its meeting agent.
    pub(crate) agent: Option<String>,
    pub(crate) subscriptions: Vec<Subscription>,
    /// The triggers that its subscriptions request. A moved event has the new times.
    #[serde(default)]
    pub(crate) triggers: Vec<Trigger>,
}

impl Event {
    /// Whether the application created it.
    pub(crate) fn managed(&self) -> bool {
        self.event_id.is_some()
    }
}

/// The conference that an event requests.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Conferencing {
    /// `default`, `integrated`, or the id of a conferencing profile. `explicit` needs no provider.
    pub(crate) profile_id: String,
    pub(crate) provider_name: Option<String>,
    /// As the application wrote it with a `join_url` of its own.
    #[serde(default)]
    pub(crate) provider_description: Option<String>,
    /// Set as soon as the conference is assigned.
    pub(crate) join_url: Option<String>,
    pub(crate) failures: u32,
    /// The reason, as a subtype of `conferencing_failing`; None unless it is failing now.
    #[serde(default)]
    pub(crate) failing: Option<String>,
    /// When the service asks the provider next.
    #[serde(default)]
    pub(crate) next_at: Option<Timestamp>,
}

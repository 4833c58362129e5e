//! The bodies of the notifications about events and meeting agents.

use cronofy_hooks::payload::DateOrInstant;
use serde_json::{Value, json};

use super::World;
use super::agent::{MeetingAgent, Stage};
use super::event::{Conferencing, Event};
use super::ping::seconds;

/// Of an event trigger.
pub(super) fn transition(name: &str, event: &Value) -> Value {
    json!({ "notification": { "type": "event_subscription", "transitions": [{ "type": name }] }, "event": event })
}

/// `notification` of an interaction.
pub(super) fn interaction(name: &str, subtype: Option<&str>) -> Value {
    let mut interaction = json!({ "type": name });
    if let Some(subtype) = subtype {
        interaction["subtype"] = subtype.into();
    }
    json!({ "type": "event_subscription", "interactions": [interaction] })
}

/// The few fields of an event that interactions of conferencing tell.
pub(super) fn conferencing_event(event: &Event) -> Value {
    let mut told = named(event);
    told["summary"] = event.summary.clone().into();
    told["description"] = event.description.clone().into();
    told["start"] = plain(event.start.time());
    told["end"] = plain(event.end.time());
    if let Some(conferencing) = event.conferencing.as_ref().filter(|it| it.join_url.is_some()) {
        told["conferencing"] = conferencing.told();
    }
    told
}

/// The few fields of an event that interactions of meeting agents tell.
pub(super) fn agent_event(world: &World, event: &Event) -> Value {
    let mut told = named(event);
    told["summary"] = event.summary.clone().into();
    told["start"] = plain(event.start.time());
    told["end"] = plain(event.end.time());
    let tzid = event.tzid.as_deref().or_else(|| event.start.tzid()).or_else(|| world.default_tzid(&event.calendar_id));
    told["tzid"] = tzid.unwrap_or("Etc/UTC").into();
    if let Some(conferencing) = &event.conferencing {
        told["conferencing"] = conferencing.told();
    }
    if let Some(agent) = meeting_agent(world, event) {
        told["meeting_agent"] = agent;
    }
    told
}

/// An agent as notifications tell it.
pub(crate) fn agent(agent: &MeetingAgent) -> Value {
    // A failed agent is complete too: the interaction tells that it failed.
    let state = if agent.is_active() { "created" } else { "complete" };
    let resource = |category: &str, name: &str| {
        let url = format!("https://sandbox.example.com/meeting_agents/{}/{category}/{name}", agent.sub);
        json!({ "category": category, "type": name, "url": url })
    };
    let mut told = json!({ "sub": agent.sub, "state": state, "resources": [resource("cronofy", "dashboard")] });
    if agent.stage == Stage::Complete {
        let seconds = agent.leave_at.duration_since(agent.join_at).as_secs().max(0);
        told["details"] = json!({ "recording": { "duration_seconds": seconds } });
        told["resources"] = json!([
            resource("cronofy", "dashboard"),
            resource("transcript", "cronofy"),
            resource("audio", "voice"),
            resource("video", "conference"),
        ]);
    }
    told
}

/// An event of the application is known by the application's id.
fn named(event: &Event) -> Value {
    match &event.event_id {
        Some(event_id) => json!({ "event_id": event_id }),
        None => json!({ "event_uid": event.event_uid }),
    }
}

/// What an event says of its agent.
fn meeting_agent(world: &World, event: &Event) -> Option<Value> {
    let agent = world.agents.get(event.agent.as_ref()?)?;
    let mut told = json!({ "profile_id": "cronofy" });
    if let Some(display_name) = &agent.display_name {
        told["display_name"] = display_name.clone().into();
    }
    Some(told)
}

/// As notifications write times: dates as they are, instants in UTC.
fn plain(time: DateOrInstant) -> Value {
    match time {
        DateOrInstant::Date(date) => date.to_string().into(),
        DateOrInstant::Instant(instant) => seconds(instant.timestamp()).into(),
    }
}

impl Conferencing {
    /// As an event tells it.
    pub(crate) fn told(&self) -> Value {
        let Some(join_url) = &self.join_url else { return json!({ "pending": true }) };
        let mut told = json!({ "join_url": join_url });
        if let Some(provider_name) = &self.provider_name {
            told["provider_name"] = provider_name.clone().into();
        }
        if let Some(description) = &self.provider_description {
            told["provider_description"] = description.clone().into();
        }
        told
    }
}

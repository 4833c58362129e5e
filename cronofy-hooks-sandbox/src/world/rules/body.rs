//! The JSON of notifications about events, meeting agents and channels.

use serde_json::{Value, json};

use super::time::utc;
use crate::world::model::{AgentStage, Channel, Conferencing, Event, MeetingAgent, World};

/// The body of an event trigger.
pub(super) fn transition(name: &str, event: &Value) -> Value {
    json!({ "notification": { "type": "event_subscription", "transitions": [{ "type": name }] }, "event": event })
}

/// The `notification` of an interaction.
pub(super) fn interaction(name: &str, subtype: Option<&str>) -> Value {
    let interaction = without_nulls(json!({ "type": name, "subtype": subtype }));
    json!({ "type": "event_subscription", "interactions": [interaction] })
}

/// The fields of an event that conferencing interactions show.
pub(super) fn conferencing_event(event: &Event) -> Value {
    let mut body = event_summary(event, Some(&event.description));
    if let Some(conferencing) = event.conferencing.as_ref().filter(|it| it.join_url.is_some()) {
        body["conferencing"] = conferencing.to_json();
    }
    body
}

/// The fields of an event that meeting agent interactions show.
pub(super) fn agent_event(world: &World, event: &Event) -> Value {
    let mut body = event_summary(event, None);
    let tzid = event.tzid.as_deref().or_else(|| event.start.tzid()).or_else(|| world.default_tzid(&event.calendar_id));
    body["tzid"] = tzid.unwrap_or("Etc/UTC").into();
    if let Some(conferencing) = &event.conferencing {
        body["conferencing"] = conferencing.to_json();
    }
    if let Some(agent) = event.agent.as_ref().and_then(|sub| world.agents.get(sub)) {
        let agent = json!({ "profile_id": "cronofy", "display_name": agent.display_name });
        body["meeting_agent"] = without_nulls(agent);
    }
    body
}

/// An agent as notifications and answers show it.
pub(crate) fn agent(agent: &MeetingAgent, base_url: &str) -> Value {
    // A failed agent is complete too: the interaction says that it failed.
    let state = if agent.is_active() { "created" } else { "complete" };
    let resource = |category: &str, name: &str| {
        let url = match category {
            // For a browser: the page of the console that shows the events.
            "cronofy" => format!("{base_url}/calendar"),
            _ => format!("{base_url}/v1/meeting_agents/{}/resources/{category}/{name}", agent.sub),
        };
        json!({ "category": category, "type": name, "url": url })
    };
    let mut body = json!({ "sub": agent.sub, "state": state, "resources": [resource("cronofy", "dashboard")] });
    if agent.stage == AgentStage::Complete {
        let seconds = agent.leave_at.duration_since(agent.join_at).as_secs().max(0);
        body["details"] = json!({ "recording": { "duration_seconds": seconds } });
        body["resources"] = json!([
            resource("cronofy", "dashboard"),
            resource("transcript", "cronofy"),
            resource("audio", "voice"),
            resource("video", "conference"),
        ]);
    }
    body
}

/// The id, summary and times of an event. An event of the application has the application's id.
fn event_summary(event: &Event, description: Option<&str>) -> Value {
    without_nulls(json!({
        "event_id": event.event_id,
        "event_uid": event.event_id.is_none().then_some(&event.event_uid),
        "summary": event.summary,
        "description": description,
        "start": utc(event.start.time()),
        "end": utc(event.end.time()),
    }))
}

/// An object without the fields that have no value: the service leaves them out.
pub(super) fn without_nulls(mut object: Value) -> Value {
    if let Value::Object(fields) = &mut object {
        fields.retain(|_, value| !value.is_null());
    }
    object
}

impl Conferencing {
    /// As an event shows it.
    pub(super) fn to_json(&self) -> Value {
        let Some(join_url) = &self.join_url else { return json!({ "pending": true }) };
        without_nulls(json!({
            "join_url": join_url,
            "provider_name": self.provider_name,
            "provider_description": self.provider_description,
        }))
    }
}

impl Channel {
    /// As the API and the notifications show it.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "channel_id": self.channel_id,
            "callback_url": self.callback_url,
            "filters": self.filters,
            // The service shows it empty when the application said nothing about it.
            "scheduling_conversations": without_nulls(json!({ "enabled": self.scheduling_conversations })),
        })
    }
}

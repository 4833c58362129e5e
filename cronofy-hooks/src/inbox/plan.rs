//! From a verified delivery to what is stored of it.

use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::head::Head;
use super::new::{Join, NewDelivery, NewUnit};
use super::repeat::repeat_key;
use crate::delivery::Delivery;
use crate::extract::PayloadSlot;
use crate::panics::caught;
use crate::payload::generated::documented::Documented;
use crate::policy::{Key, Policy, Window};
use crate::read::{Found, Told};
use crate::table::Table;

/// What is stored of a delivery.
pub(super) async fn plan(delivery: &Delivery, units: Vec<NewUnit>) -> NewDelivery {
    NewDelivery {
        repeat: delivery.notification_id().map(|id| repeat_key(id, delivery.body())),
        head: Head::of(delivery).await,
        body: delivery.body().clone(),
        received_at: delivery.received_at(),
        units,
    }
}

/// One unit for each occurrence.
pub(super) fn units(table: &Table, delivery: &Delivery, told: Told) -> Vec<NewUnit> {
    let subjects = Subjects::of(delivery.body());
    let unit = |found| unit(table, delivery, &subjects, found);
    match told {
        Told::One(found) => vec![unit(found)],
        Told::Several(found) => found.into_iter().map(unit).collect(),
    }
}

fn unit(table: &Table, delivery: &Delivery, subjects: &Subjects, found: Found) -> NewUnit {
    let Found { name, occurrence, payload } = found;
    let handler = table.handler(name, &occurrence);
    let policy = handler.or_else(|| table.fallback()).map_or(const { Policy::new() }, |handler| handler.meta.policy);
    // Whoever takes `change` by its name is handed the earliest time; nobody else would know of it.
    let join = handler.and_then(|_| join(&payload)).filter(|_| policy.window != Window::Off);
    let delay = match policy.window {
        Window::Of(window) if join.is_some() => window,
        _ => Duration::ZERO,
    };
    NewUnit { name: occurrence.to_string(), key: subjects.key(policy.key, delivery), join, delay }
}

fn join(payload: &PayloadSlot) -> Option<Join> {
    let PayloadSlot::Read(Documented::Change(change)) = payload else { return None };
    Some(Join { topic: format!("change:{}", change.channel.channel_id), since: change.changes_since })
}

/// What a delivery is about: of a known notification or not, of one that fits its type or not.
#[derive(Default)]
struct Subjects {
    channel: Option<String>,
    event: Option<String>,
    meeting_agent: Option<String>,
}

impl Subjects {
    fn of(body: &[u8]) -> Self {
        #[derive(Default, Deserialize)]
        struct Body<'b> {
            #[serde(borrow)]
            channel: Option<&'b RawValue>,
            #[serde(borrow)]
            event: Option<&'b RawValue>,
            #[serde(borrow)]
            meeting_agent: Option<&'b RawValue>,
        }
        #[derive(Deserialize)]
        struct Channel {
            channel_id: String,
        }
        #[derive(Deserialize)]
        struct Event {
            event_id: String,
        }
        #[derive(Deserialize)]
        struct MeetingAgent {
            sub: String,
        }
        fn read<'b, T: Deserialize<'b>>(part: Option<&'b RawValue>) -> Option<T> {
            part.and_then(|part| serde_json::from_str(part.get()).ok())
        }

        let body: Body<'_> = serde_json::from_slice(body).unwrap_or_default();
        Self {
            channel: read(body.channel).map(|Channel { channel_id }| channel_id),
            event: read(body.event).map(|Event { event_id }| event_id),
            meeting_agent: read(body.meeting_agent).map(|MeetingAgent { sub }| sub),
        }
    }

    fn key(&self, key: Key, delivery: &Delivery) -> Option<String> {
        let named = |kind: &str, id: &Option<String>| id.as_ref().map(|id| format!("{kind}:{id}"));
        let meeting_agent = || named("meeting_agent", &self.meeting_agent);
        let event = || named("event", &self.event);
        let channel = || named("channel", &self.channel);
        match key {
            Key::Subject => meeting_agent().or_else(event).or_else(channel),
            Key::Channel => channel(),
            Key::Event => event(),
            Key::MeetingAgent => meeting_agent(),
            Key::None => None,
            Key::By(by) => match caught(|| by(delivery)) {
                Ok(key) => key.map(|key| format!("own:{key}")),
                Err(panic) => {
                    // The delivery is stored all the same, in the order that it has without the function.
                    tracing::error!(panic, "the function in `key = ...` panicked; let it return `None` instead");
                    self.key(Key::Subject, delivery)
                }
            },
        }
    }
}

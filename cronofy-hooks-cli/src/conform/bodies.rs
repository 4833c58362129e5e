//! The bodies that are sent, made from samples.

use cronofy_hooks_contract::sample;
use serde_json::Value;

/// A `change` with a time of its own, from a channel.
pub(super) fn change(channel: &str, number: u64) -> Value {
    let mut body = of_channel(named("change"), channel);
    let (minute, second) = (number / 60 % 60, number % 60);
    body["notification"]["changes_since"] = format!("2026-01-17T09:{minute:02}:{second:02}Z").into();
    body
}

/// The sample with this name; null if there is none, which a test excludes.
pub(super) fn named(name: &str) -> Value {
    sample(name).ok().and_then(|sample| serde_json::from_str(sample.body).ok()).unwrap_or_default()
}

/// The body with this channel, if it comes from a channel.
pub(super) fn of_channel(mut body: Value, channel: &str) -> Value {
    if let Some(id) = body.get_mut("channel").and_then(|channel| channel.get_mut("channel_id")) {
        *id = channel.into();
    }
    body
}

/// Gives a body about an event its own event id: a receiver may recognize a body that it has had.
pub(super) fn of_event(mut body: Value, number: u64) -> Value {
    if let Some(id) = body.get_mut("event").and_then(|event| event.get_mut("event_id")) {
        *id = format!("conform_{number}").into();
    }
    body
}

/// The body after a change.
pub(super) fn with(mut body: Value, change: impl FnOnce(&mut Value)) -> Value {
    change(&mut body);
    body
}

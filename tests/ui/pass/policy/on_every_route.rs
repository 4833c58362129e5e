//! Every kind of route takes all options but `window`.

use cronofy_hooks::payload::{Authorization, Change, ConferencingFailing, EventStart, MeetingAgentFailed, Verification};
use cronofy_hooks::{Delivery, Hooks, Secrets, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(notification = "change", window = "off", key = "channel")]
async fn change(_change: Change) {}

#[cronofy_handler(notification = "verification", retries = 0)]
async fn verification(_verification: Verification) {}

#[cronofy_handler(notification = "brand_new", unlisted, key = "none")]
async fn brand_new(_delivery: Delivery) {}

#[cronofy_handler(interaction = "meeting_agent_failed", key = "meeting_agent")]
async fn agent_failed(_failed: MeetingAgentFailed) {}

#[cronofy_handler(interaction = "conferencing_failing", backoff = "30s")]
async fn failing(_failing: ConferencingFailing) {}

#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing", timeout = "90s")]
async fn profile_missing(_failing: ConferencingFailing) {}

#[cronofy_handler(transition = "event_start", key = "event")]
async fn start(_start: EventStart) {}

#[cronofy_handler(callback = "authorization", timeout = "500ms")]
async fn authorized(_authorization: Authorization) {}

#[cronofy_handler(fallback, retries = 1000, backoff = "1ms..366d", timeout = "1h", key = "none")]
async fn anything(_unhandled: Unhandled) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let handlers = handlers![
        change,
        verification,
        brand_new,
        agent_failed,
        failing,
        profile_missing,
        start,
        authorized,
        anything
    ];
    let _ = hooks.handlers(handlers).into_router().unwrap();
}

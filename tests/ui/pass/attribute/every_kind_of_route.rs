//! A notification, an interaction, a subtype, a transition, a callback and a fallback.

use cronofy_hooks::payload::{Authorization, Change, ConferencingFailing, EventStart};
use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

#[cronofy_handler(interaction = "conferencing_failing")]
async fn failing(_failing: ConferencingFailing) {}

#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing")]
async fn profile_missing(_failing: ConferencingFailing) {}

#[cronofy_handler(transition = "event_start")]
async fn start(_start: EventStart) {}

#[cronofy_handler(callback = "authorization")]
async fn authorized(_authorization: Authorization) {}

#[cronofy_handler(fallback)]
async fn anything(_unhandled: Unhandled) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, failing, profile_missing, start, authorized, anything]).into_router().unwrap();
}

//! The service sends no such notification: handle `profile_initial_sync_completed`, and everything else in a fallback.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, Hooks, Secrets, cronofy_handler, handlers};

// The port of a receiver that was written by hand: a `match` with an arm for `profile_connected`,
// and nothing for types that it does not know.
#[cronofy_handler(notification = "change")]
async fn on_change(_change: Change) {}

#[cronofy_handler(notification = "profile_connected")]
async fn on_connected(_delivery: Delivery) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![on_change, on_connected]).into_router();
}

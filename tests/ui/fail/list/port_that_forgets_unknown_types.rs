//! Write a fallback, which takes unknown types as well.

use cronofy_hooks::payload::{Change, ProfileInitialSyncCompleted};
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

// The port of a receiver that was written by hand: a `match` with an arm for `profile_connected`,
// and nothing for types that it does not know.
#[cronofy_handler(notification = "change")]
async fn on_change(_change: Change) {}

#[cronofy_handler(notification = "profile_initial_sync_completed")]
async fn on_connected(_synced: ProfileInitialSyncCompleted) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![on_change, on_connected]).into_router();
}

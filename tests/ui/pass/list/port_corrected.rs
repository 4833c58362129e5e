//! A receiver without the library, ported with the help of the messages.

use cronofy_hooks::payload::{Change, ProfileInitialSyncCompleted};
use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn on_change(_change: Change) {}

#[cronofy_handler(notification = "profile_initial_sync_completed")]
async fn on_connected(_synced: ProfileInitialSyncCompleted) {}

#[cronofy_handler(fallback)]
async fn on_anything_else(_unhandled: Unhandled) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![on_change, on_connected, on_anything_else]).into_router().unwrap();
}

//! Handlers of a library, which documents everything.

#![deny(missing_docs)]

use cronofy_hooks::payload::{Change, EventStart};
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

/// Takes a change.
///
/// And says nothing more.
#[cronofy_handler(notification = "change")]
pub async fn change(_change: Change) {}

/** Takes a start. */
#[cronofy_handler(transition = "event_start")]
pub(crate) async fn start(_start: EventStart) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, start, ..]).into_router().unwrap();
}

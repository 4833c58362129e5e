//! Handlers that are left out, and one that is not.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cfg(any())]
#[cronofy_handler(notification = "change")]
async fn change(_nowhere: Nowhere) {}

#[cronofy_handler(notification = "change")]
#[cfg(not(any()))]
async fn change(_change: Change) {}

#[cronofy_handler(transition = "event_start")]
#[cfg(any())]
async fn start(_nowhere: Nowhere) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

//! Keep one of them; it can call the other.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

#[cronofy_handler(notification = "change")]
async fn sync(_change: Change) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, sync, ..]).into_router();
}

//! Write one list with all handlers.

use cronofy_hooks::payload::{Change, Verification};
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

#[cronofy_handler(notification = "verification")]
async fn verification(_verification: Verification) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).handlers(handlers![verification, ..]).into_router();
}

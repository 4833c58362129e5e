//! Remove the option: each other notification has a job of its own.

use cronofy_hooks::payload::Verification;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "verification", window = "5s")]
async fn handler(_payload: Verification) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

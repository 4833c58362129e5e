//! Write the name that the documentation uses.

use cronofy_hooks::payload::EventStart;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(transition = "event_begin")]
async fn handler(_payload: EventStart) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

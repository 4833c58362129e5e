//! Write the key that fits the name.

use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "conferencing_assigned")]
async fn handler(_payload: ConferencingAssigned) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

//! The service calls it `conferencing_assigned`.

use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(interaction = "conferencing_success")]
async fn handler(_payload: ConferencingAssigned) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

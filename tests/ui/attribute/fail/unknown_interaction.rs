//! Write the name that the documentation uses.

use cronofy_hooks::payload::ConferencingAssigned;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(interaction = "conferencing_asigned")]
async fn handler(_payload: ConferencingAssigned) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

//! Write a documented subtype, or add `unlisted` if the service sends it and this release does not know it.

use cronofy_hooks::payload::ConferencingFailing;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(interaction = "conferencing_failing", subtype = "full_moon")]
async fn handler(_payload: ConferencingFailing) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

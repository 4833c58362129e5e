//! A subtype that the service added after this release.

use cronofy_hooks::payload::ConferencingFailing;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(interaction = "conferencing_failing", subtype = "brand_new", unlisted)]
async fn brand_new(_failing: ConferencingFailing) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![brand_new, ..]).into_router().unwrap();
}

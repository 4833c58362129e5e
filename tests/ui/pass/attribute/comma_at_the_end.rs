//! A comma after the last option.

use cronofy_hooks::payload::ConferencingFailing;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing",)]
async fn ask(_failing: ConferencingFailing) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![ask, ..]).into_router().unwrap();
}

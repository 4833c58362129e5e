//! Options in any order.

use cronofy_hooks::payload::ConferencingFailing;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(subtype = "profile_missing", interaction = "conferencing_failing")]
async fn ask(_failing: ConferencingFailing) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![ask, ..]).into_router().unwrap();
}

//! No lint of rustc or `clippy::pedantic` fires in the expansion. clippy checks this file as a part
//! of the test program.

#![deny(warnings, missing_docs, unused_qualifications, unreachable_pub, clippy::all, clippy::pedantic)]

use cronofy_hooks::payload::{Change, ConferencingFailing};
use cronofy_hooks::{Delivery, Hooks, Outcome, Path, Secrets, State, Unhandled, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

/// Takes a change.
#[cronofy_handler(notification = "change", window = "off", timeout = "2h", key = by_user)]
async fn change(_change: Change, State(_app): State<App>, Path(_user): Path<u64>) -> Result<(), std::io::Error> {
    std::future::ready(Ok(())).await
}

#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing", retries = 999, backoff = "1s..1h", key = "event")]
async fn ask_for_profile(_failing: ConferencingFailing) -> Outcome {
    std::future::ready(Outcome::Done).await
}

#[cronofy_handler(fallback)]
async fn anything_else(_unhandled: Unhandled) {
    std::future::ready(()).await;
}

fn by_user(delivery: &Delivery) -> Option<String> {
    delivery.uri().query().map(str::to_owned)
}

pub(crate) fn main() {
    let Ok(secrets) = Secrets::new(["secret"]) else { return };
    let hooks = Hooks::new(secrets).handlers(handlers![change, ask_for_profile, anything_else]);
    drop(hooks.state(App).into_router());
}

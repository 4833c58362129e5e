//! A handler can be `#[must_use]`.

#![deny(warnings)]

use cronofy_hooks::payload::{Change, Verification};
use cronofy_hooks::{Hooks, Outcome, Secrets, cronofy_handler, handlers};

#[must_use]
#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

#[must_use = "it is the outcome of the delivery"]
#[cronofy_handler(notification = "verification")]
async fn verification(_verification: Verification) -> Outcome {
    Outcome::Done
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, verification, ..]).into_router().unwrap();
}

//! Whoever calls it may be told to use what it returns.

#![deny(warnings)]

use cronofy_hooks::payload::{Change, Verification};
use cronofy_hooks::{Hooks, Outcome, Secrets, cronofy_handler, handlers};

#[must_use]
#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

#[must_use = "it says what became of it"]
#[cronofy_handler(notification = "verification")]
async fn verification(_verification: Verification) -> Outcome {
    Outcome::Done
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, verification, ..]).into_router().unwrap();
}

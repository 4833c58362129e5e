//! Implement `std::error::Error` for the error type.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct Failed;

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) -> Result<(), Failed> {
    Err(Failed)
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

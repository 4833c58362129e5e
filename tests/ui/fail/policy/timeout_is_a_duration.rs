//! Write the time in quotes: the macro evaluates nothing.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change", timeout = Duration::from_secs(5))]
async fn handler(_payload: Change) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

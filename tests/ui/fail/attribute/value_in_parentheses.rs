//! Write options as `key = "name"`.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification("change"))]
async fn handler(_payload: Change) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

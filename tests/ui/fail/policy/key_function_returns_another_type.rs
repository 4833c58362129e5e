//! The function of a `key` returns `Option<String>`.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change", key = by_user)]
async fn handler(_payload: Change) {}

fn by_user(delivery: &Delivery) -> String {
    delivery.uri().to_string()
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

//! Remove `async`: the function of a `key` reads the delivery and does not wait.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change", key = by_user)]
async fn handler(_payload: Change) {}

async fn by_user(delivery: &Delivery) -> Option<String> {
    delivery.uri().query().map(str::to_owned)
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

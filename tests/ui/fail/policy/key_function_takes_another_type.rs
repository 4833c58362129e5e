//! The function of a `key` takes `&Delivery`, for every payload.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change", key = by_user)]
async fn handler(_payload: Change) {}

fn by_user(payload: &Change) -> Option<String> {
    Some(payload.channel.channel_id.clone())
}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

//! All options that say how an inbox runs a handler, in any order, beside types of their names.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, Hooks, Secrets, cronofy_handler, handlers};

#[allow(dead_code)]
struct Policy;
#[allow(dead_code)]
struct Window;
#[allow(dead_code)]
struct Key;

#[cronofy_handler(key = by_user, window = "5s", notification = "change", timeout = "2m", backoff = "1s..1h", retries = 5)]
async fn change(_change: Change) {}

fn by_user(delivery: &Delivery) -> Option<String> {
    delivery.uri().query().map(str::to_owned)
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

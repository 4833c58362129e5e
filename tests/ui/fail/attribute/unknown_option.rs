//! The options are `notification`, `interaction`, `subtype`, `transition`, `callback`, `fallback`, `unlisted`, `retries`, `backoff`, `timeout`, `window`, `key` and `crate`.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notifcation = "change")]
async fn handler(_payload: Change) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

//! Handlers that have the names of macros and of other things in scope.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn vec() {}

#[cronofy_handler(notification = "verification")]
async fn test() {}

#[cronofy_handler(transition = "event_start")]
async fn matches() {}

#[cronofy_handler(transition = "event_end")]
async fn drop() {}

#[cronofy_handler(fallback)]
async fn handlers() {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![vec, test, matches, drop, handlers]).into_router().unwrap();
}

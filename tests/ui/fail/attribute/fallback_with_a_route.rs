//! Keep one of the two: a route, or `fallback` for everything without a handler.

use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(fallback, notification = "change")]
async fn handler(_unhandled: Unhandled) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler]).into_router();
}

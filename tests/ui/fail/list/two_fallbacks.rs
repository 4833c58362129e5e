//! Keep one of them; it can call the other.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(fallback)]
async fn log() {}

#[cronofy_handler(fallback)]
async fn count() {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![log, count]).into_router();
}

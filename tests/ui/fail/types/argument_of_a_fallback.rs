//! Take `Unhandled`, which has the delivery and the reason.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(fallback)]
async fn anything(_body: String) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![anything]).into_router();
}

//! Take the payload, or write `#[cronofy_handler(fallback)]`.

use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change(_unhandled: Unhandled) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

//! Take `Delivery`, or write `#[cronofy_handler(fallback)]`.

use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(notification = "brand_new", unlisted)]
async fn brand_new(_new: Unhandled) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![brand_new, ..]).into_router();
}

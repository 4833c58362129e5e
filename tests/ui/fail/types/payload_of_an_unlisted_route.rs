//! Take a payload type of your own schema, or `Delivery`.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "brand_new", unlisted)]
async fn brand_new(_new: u64) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![brand_new, ..]).into_router();
}

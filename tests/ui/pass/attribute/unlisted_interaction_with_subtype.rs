//! An interaction and its subtype that the service added after this release.

use cronofy_hooks::{Delivery, Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(interaction = "brand_new", subtype = "newer", unlisted)]
async fn brand_new(_delivery: Delivery) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![brand_new, ..]).into_router().unwrap();
}

//! A payload type of an unlisted route, here one of the library.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "brand_new", unlisted)]
async fn brand_new(_payload: Change) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![brand_new, ..]).into_router().unwrap();
}

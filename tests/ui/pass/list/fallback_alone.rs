//! A fallback takes everything.

use cronofy_hooks::{Hooks, Secrets, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(fallback)]
async fn anything(_unhandled: Unhandled) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![anything]).into_router().unwrap();
}

//! Put the attribute on a function outside of the trait.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

trait Receiver {
    #[cronofy_handler(notification = "change")]
    async fn sync(_change: Change);
}

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

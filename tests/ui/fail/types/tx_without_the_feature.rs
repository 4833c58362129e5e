//! Turn on the feature `sqlite` or `postgres`.

use cronofy_hooks::{Hooks, Secrets, Tx, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change(_tx: Tx<u8>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

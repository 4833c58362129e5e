//! Keep one of them; it can call the other.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

mod old {
    #[cronofy_hooks::cronofy_handler(notification = "change")]
    pub async fn change() {}
}

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![old::change, change, ..]).into_router();
}

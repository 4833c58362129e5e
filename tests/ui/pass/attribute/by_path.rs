//! The attribute is named by its path.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, handlers};

#[cronofy_hooks::cronofy_handler(notification = "change")]
async fn change(_change: Change) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

//! The option `crate` gives another name of the library.

use calendar_hooks::payload::Change;
use calendar_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change", crate = ::calendar_hooks)]
async fn change(_change: Change) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

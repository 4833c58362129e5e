//! The attribute and the list are imported under other names.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler as hook, handlers as list};

#[hook(notification = "change")]
async fn change(_change: Change) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(list![change, ..]).into_router().unwrap();
}

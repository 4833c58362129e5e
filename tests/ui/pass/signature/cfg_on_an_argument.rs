//! An argument that is left out, and one that is not.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change(#[cfg(any())] _nowhere: Nowhere, _change: Change, #[cfg(not(any()))] _delivery: Delivery) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

//! The option `crate` names a module that reexports the library.

mod vendored {
    pub use cronofy_hooks as hooks;
}

use vendored::hooks::payload::Change;
use vendored::hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change", crate = crate::attribute::crate_inside_a_module::vendored::hooks)]
async fn change(_change: Change) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

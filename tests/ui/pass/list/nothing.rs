//! A list without handlers, on purpose.

use cronofy_hooks::{Hooks, Secrets, handlers};

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![..]).into_router().unwrap();
}

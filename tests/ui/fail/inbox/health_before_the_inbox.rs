//! Call `.inbox(...)` before what needs it.

use cronofy_hooks::{Hooks, Secrets, handlers};

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![..]).health("/health").into_router();
}

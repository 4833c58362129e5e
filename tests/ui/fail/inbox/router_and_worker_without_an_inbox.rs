//! Call `.inbox(...)` before `.into_router_and_worker()`.

use cronofy_hooks::{Hooks, Secrets, handlers};

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![..]).into_router_and_worker();
}

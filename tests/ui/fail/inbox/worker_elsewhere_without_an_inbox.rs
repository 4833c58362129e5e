//! Call `.inbox(...)` before `.worker_elsewhere()`.

use cronofy_hooks::{Hooks, Secrets, handlers};

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![..]).worker_elsewhere().into_router();
}

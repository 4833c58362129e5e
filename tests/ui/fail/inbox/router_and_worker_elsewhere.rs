//! Call `.into_router()`: the worker runs in another process.

use cronofy_hooks::{Hooks, Inbox, Secrets, handlers};

fn start(inbox: impl Inbox) {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap()).inbox(inbox);
    let _ = hooks.handlers(handlers![..]).worker_elsewhere().into_router_and_worker();
}

fn main() {}

//! Turn on the feature `sqlite` or `postgres`, or `inbox` for an engine of your own.

use cronofy_hooks::{Hooks, Secrets, handlers};

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let (_router, _worker) = hooks.handlers(handlers![..]).into_router_and_worker().unwrap();
}

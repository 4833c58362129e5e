//! Turn on the feature `sqlite` or `postgres`, or `inbox` for an engine of your own.

use cronofy_hooks::{Hooks, Secrets, handlers};

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![..]).health("/health").into_router();
}

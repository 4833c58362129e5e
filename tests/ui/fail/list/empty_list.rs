//! Write the handlers, or `handlers![..]` if the application handles nothing on purpose.

use cronofy_hooks::{Hooks, Secrets, handlers};

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![]).into_router();
}

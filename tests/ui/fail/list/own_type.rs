//! List the name of the function that has `#[cronofy_handler(...)]`.

use cronofy_hooks::{Hooks, Secrets, handlers};

struct App;

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![App, ..]).into_router();
}

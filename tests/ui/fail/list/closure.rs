//! Write a function with `#[cronofy_handler(...)]`, and its name in the list.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, handlers};

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![|_change: Change| async {}, ..]).into_router();
}

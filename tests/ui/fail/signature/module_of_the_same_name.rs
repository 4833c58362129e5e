//! Give the function or the module another name: the attribute puts a module beside the function.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

mod change {}

#[cronofy_handler(notification = "change")]
async fn change() {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

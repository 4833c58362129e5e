//! Take a payload of your own schema, `Delivery`, or nothing: a documented payload is for its own route.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change_of_plans", unlisted)]
async fn change_of_plans(_change: Change) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change_of_plans, ..]).into_router();
}

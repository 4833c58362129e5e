//! Derive `serde::Deserialize` for the type.

use cronofy_hooks::{Hooks, Query, Secrets, cronofy_handler, handlers};

struct Trigger;

#[cronofy_handler(notification = "change")]
async fn change(_trigger: Query<Trigger>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

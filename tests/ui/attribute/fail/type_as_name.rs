//! Write the name that the service sends, not that of the Rust type.

use cronofy_hooks::payload::SmartInvite;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "SmartInvite")]
async fn handler(_payload: SmartInvite) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

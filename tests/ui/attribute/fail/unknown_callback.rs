//! Write the name that the documentation uses.

use cronofy_hooks::payload::Authorization;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(callback = "authorisation")]
async fn handler(_payload: Authorization) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

//! Take the payload of the route, or write the route of the payload in the attribute.

use cronofy_hooks::payload::ConferencingFailing;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

type Failing = ConferencingFailing;

#[cronofy_handler(notification = "change")]
async fn change(_failing: Failing) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

//! Take the type without `Option`, or implement `OptionalFromDelivery` for it.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct User;

#[cronofy_handler(notification = "change")]
async fn change(_user: Option<User>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

//! Derive `serde::Deserialize` for the type.

use cronofy_hooks::{Hooks, Path, Secrets, cronofy_handler, handlers};

struct User;

#[cronofy_handler(notification = "change")]
async fn change(_user: Path<User>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

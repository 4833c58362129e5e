//! Import `cronofy_hooks::State`.

use axum::extract::State;

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

#[cronofy_handler(notification = "change")]
async fn change(_app: State<App>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).state(App).into_router();
}

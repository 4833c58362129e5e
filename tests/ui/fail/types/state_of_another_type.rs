//! Take the type that you pass to `.state(...)`, or implement axum's `FromRef` for it.

use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

#[derive(Clone)]
struct Settings;

#[cronofy_handler(notification = "change")]
async fn change(_settings: State<Settings>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).state(App).into_router();
}

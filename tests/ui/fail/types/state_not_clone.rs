//! Derive `Clone` for the state.

use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

struct App;

#[cronofy_handler(notification = "change")]
async fn change(_app: State<App>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).state(App).into_router();
}

//! Derive `Clone` for the state.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

struct App;

#[cronofy_handler(notification = "change")]
async fn change(_change: Change, _app: State<App>) {}

#[cronofy_handler(notification = "smart_invite")]
async fn invite(_app: State<App>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, invite, ..]).state(App).into_router();
}

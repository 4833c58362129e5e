//! Pass the state to the hooks: `.state(App)`.

use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

#[cronofy_handler(notification = "change")]
async fn change(_app: State<App>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router();
}

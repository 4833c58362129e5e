//! Aliases of a payload, of a state and of the outcome.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

type Ping = Change;
type AppState = State<App>;

#[cronofy_handler(notification = "change")]
async fn change(_change: Ping, State(_app): AppState) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).state(App).into_router().unwrap();
}

//! Call `.state(...)` once, and implement `FromRef` for the parts of the state.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change(_change: Change, _name: State<String>) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).state(String::new()).state("another".to_owned()).into_router();
}

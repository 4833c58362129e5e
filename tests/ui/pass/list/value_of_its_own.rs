//! A list that a function returns.

use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::payload::Change;
use cronofy_hooks::{Handlers, Hooks, Secrets, State, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

#[cronofy_handler(notification = "change")]
async fn change(_change: Change, _app: State<App>) {}

fn list() -> Handlers<impl ProvidedBy<App>> {
    handlers![change, ..]
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(list()).state(App).into_router().unwrap();
}

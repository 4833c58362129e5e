//! Functions that return a list, and hooks.

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

fn hooks() -> Hooks<impl ProvidedBy<App>, App> {
    Hooks::new(Secrets::new(["secret"]).unwrap()).handlers(list()).state(App)
}

pub(crate) fn main() {
    let _ = hooks().into_router().unwrap();
}

//! A state that is left out, and one that is not.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, State, cronofy_handler, handlers};

#[derive(Clone)]
struct App;

#[cronofy_handler(notification = "change")]
async fn change(#[cfg(any())] _nowhere: State<Nowhere>, _change: Change, #[cfg(not(any()))] _app: State<App>) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).state(App).into_router().unwrap();
}

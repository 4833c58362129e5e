//! Nothing of the standard library is in scope.

#![no_implicit_prelude]

use ::cronofy_hooks::payload::Change;
use ::cronofy_hooks::{Hooks, NotificationId, Outcome, Secrets, State, cronofy_handler, handlers};

#[derive(::std::clone::Clone)]
struct App;

#[cronofy_handler(notification = "change")]
async fn change(
    _change: Change,
    _app: State<App>,
    _id: ::std::option::Option<NotificationId>,
) -> ::std::result::Result<(), ::std::string::String> {
    ::std::result::Result::Ok(())
}

#[cronofy_handler(fallback)]
async fn rest() -> Outcome {
    Outcome::Done
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, rest]).state(App).into_router().unwrap();
}

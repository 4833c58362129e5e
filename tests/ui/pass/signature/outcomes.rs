//! Everything that a handler may return.

use cronofy_hooks::{BoxError, Hooks, Outcome, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn nothing() {}

#[cronofy_handler(notification = "verification")]
async fn outcome() -> Outcome { Outcome::Done }

#[cronofy_handler(transition = "event_start")]
async fn result() -> Result<(), std::io::Error> { Ok(()) }

#[cronofy_handler(transition = "event_end")]
async fn result_of_outcome() -> Result<Outcome, String> { Ok(Outcome::Done) }

type Done = Result<(), BoxError>;

#[cronofy_handler(callback = "authorization")]
async fn alias() -> Done { Ok(()) }

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![nothing, outcome, result, result_of_outcome, alias, ..]).into_router().unwrap();
}

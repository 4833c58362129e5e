//! A fallback takes extractors as every handler does.

use cronofy_hooks::{Delivery, Hooks, Occurrence, Secrets, State, Unhandled, cronofy_handler, handlers};

#[cronofy_handler(fallback)]
async fn rest(_: Unhandled, _: Delivery, _: Occurrence, _: State<u8>) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![rest]).state(1_u8).into_router().unwrap();
}

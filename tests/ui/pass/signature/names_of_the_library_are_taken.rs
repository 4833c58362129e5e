//! Names that the library uses mean other things here.

#![allow(dead_code)]

struct Handler;
struct Handlers;
struct Meta;
struct Parts;
struct Needs;
struct Call;
struct Route;
struct NotAHandler;
struct FromDelivery;
struct Outcome;
mod cronofy_hooks {}
mod payload {}

use ::cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
async fn change(_change: ::cronofy_hooks::payload::Change) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

//! Names of the standard library mean other things here.

#![allow(dead_code)]

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct Result;
struct Option;
struct Box;
struct Ok;
struct Err;
struct Some;
struct None;
struct Vec;
struct String;
trait Send {}
trait Sync {}
trait Future {}
trait Into {}
mod core {}
mod std {}

#[cronofy_handler(notification = "change")]
async fn change(_change: Change) -> ::std::result::Result<(), ::std::string::String> {
    ::std::result::Result::Ok(())
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

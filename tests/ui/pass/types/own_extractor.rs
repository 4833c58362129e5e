//! An extractor of the application, and an optional one.

use cronofy_hooks::extract::{FromDelivery, Needs, OptionalFromDelivery, Parts, Rejection};
use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct User;

impl<R> FromDelivery<R> for User {
    async fn from_delivery(_: &mut Parts) -> Result<Self, Rejection> {
        Err(Rejection::unhandled("no user"))
    }

    fn needs(_: &mut Needs) {}
}

impl<R> OptionalFromDelivery<R> for User {
    async fn from_delivery(_: &mut Parts) -> Result<Option<Self>, Rejection> {
        Ok(None)
    }
}

#[cronofy_handler(notification = "change")]
async fn change(_change: Change, _user: User, _perhaps: Option<User>) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

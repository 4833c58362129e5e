//! Types of the application that have the name of a payload.

use cronofy_hooks::extract::{FromDelivery, Parts, Rejection};
use cronofy_hooks::payload::Change;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

struct EventStart;

impl<R> FromDelivery<R> for EventStart {
    async fn from_delivery(_: &mut Parts) -> Result<Self, Rejection> {
        Ok(Self)
    }
}

mod mine {
    use super::{FromDelivery, Parts, Rejection};

    pub struct Change;

    impl<R> FromDelivery<R> for Change {
        async fn from_delivery(_: &mut Parts) -> Result<Self, Rejection> {
            Ok(Self)
        }
    }
}

#[cronofy_handler(notification = "change")]
async fn change(_change: Change, _start: EventStart, _mine: mine::Change) {}

#[cronofy_handler(fallback)]
async fn rest(_start: EventStart) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, rest]).into_router().unwrap();
}

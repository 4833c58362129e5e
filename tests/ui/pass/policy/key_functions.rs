//! The function of a key by its path: in a module, of a type, of a trait, generic, named like a
//! key.

use cronofy_hooks::payload::{Authorization, Change, EventEnd, EventStart, Verification};
use cronofy_hooks::{Delivery, Hooks, Secrets, cronofy_handler, handlers};

mod keys {
    pub(crate) fn by_query(delivery: &cronofy_hooks::Delivery) -> Option<String> {
        delivery.uri().query().map(str::to_owned)
    }
}

struct User;

impl User {
    fn of(delivery: &Delivery) -> Option<String> {
        keys::by_query(delivery)
    }
}

trait Keyed {
    fn key(_delivery: &Delivery) -> Option<String> {
        None
    }
}

impl Keyed for User {}

fn by<K: Keyed>(delivery: &Delivery) -> Option<String> {
    K::key(delivery)
}

fn channel(_delivery: &Delivery) -> Option<String> {
    None
}

#[cronofy_handler(notification = "change", key = keys::by_query)]
async fn change(_change: Change) {}

#[cronofy_handler(notification = "verification", key = User::of)]
async fn verification(_verification: Verification) {}

#[cronofy_handler(transition = "event_start", key = <User as Keyed>::key)]
async fn start(_start: EventStart) {}

#[cronofy_handler(transition = "event_end", key = by::<User>)]
async fn end(_end: EventEnd) {}

#[cronofy_handler(callback = "authorization", key = self::channel)]
async fn authorized(_authorization: Authorization) {}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, verification, start, end, authorized, ..]).into_router().unwrap();
}

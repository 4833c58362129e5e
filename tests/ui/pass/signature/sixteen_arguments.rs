//! The most arguments that a handler can have, and their order.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, Hooks, Occurrence, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
#[expect(clippy::too_many_arguments, reason = "that is the case")]
async fn change(
    _first: Delivery,
    _second: Delivery,
    _third: Delivery,
    _fourth: Delivery,
    _fifth: Delivery,
    _sixth: Delivery,
    _seventh: Delivery,
    _eighth: Delivery,
    _ninth: Delivery,
    _tenth: Delivery,
    _eleventh: Delivery,
    _twelfth: Delivery,
    _thirteenth: Delivery,
    _fourteenth: Delivery,
    _fifteenth: Change,
    _sixteenth: Occurrence,
) {
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

//! The most arguments that a handler can have, and their order.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, Hooks, Occurrence, Secrets, cronofy_handler, handlers};

#[cronofy_handler(notification = "change")]
#[expect(clippy::too_many_arguments, reason = "that is the case")]
async fn change(
    _0: Delivery,
    _1: Delivery,
    _2: Delivery,
    _3: Delivery,
    _4: Delivery,
    _5: Delivery,
    _6: Delivery,
    _7: Delivery,
    _8: Delivery,
    _9: Delivery,
    _10: Delivery,
    _11: Delivery,
    _12: Delivery,
    _13: Delivery,
    _14: Change,
    _15: Occurrence,
) {
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![change, ..]).into_router().unwrap();
}

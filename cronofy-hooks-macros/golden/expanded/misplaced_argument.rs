// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{cronofy_handler, extract};
struct EventStart;
impl<R> extract::FromDelivery<R> for EventStart {
    async fn from_delivery(_: &mut extract::Parts) -> Result<Self, extract::Rejection> {
        Ok(Self)
    }
}
async fn change(change: Change, start: EventStart) {
    drop((change, start));
}
#[doc(hidden)]
#[allow(dead_code, non_snake_case, unreachable_pub)]
mod change {
    pub struct Handler;
}
impl ::cronofy_hooks::__private::Handler for change::Handler {
    const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = ::cronofy_hooks::__private::Descriptor::new(
        ::cronofy_hooks::__private::Kind::Notification,
        "change",
        ::cronofy_hooks::__private::None,
        "change",
        "",
        |__job| ::cronofy_hooks::__private::HandlerFunction::of_2::<
            ::cronofy_hooks::payload::Change,
            Change,
            EventStart,
            (),
            _,
        >(__job, change),
    );
}

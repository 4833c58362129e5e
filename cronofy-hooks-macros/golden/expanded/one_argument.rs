// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::cronofy_handler;
use cronofy_hooks::payload::Change;
/// Pulls what changed.
///
/// Only the first paragraph is kept.
async fn change(change: Change) {
    drop(change);
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
        "Pulls what changed.",
        |__job| ::cronofy_hooks::__private::HandlerFunction::of_1::<
            ::cronofy_hooks::payload::Change,
            Change,
            (),
            _,
        >(__job, change),
    );
}

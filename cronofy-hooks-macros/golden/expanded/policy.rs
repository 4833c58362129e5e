// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, cronofy_handler};
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
            "",
            |__job| ::cronofy_hooks::__private::HandlerFunction::of_1::<
                ::cronofy_hooks::payload::Change,
                Change,
                (),
                _,
            >(__job, change),
        )
        .with_policy(
            ::cronofy_hooks::__private::Policy::new()
                .retries(5u32)
                .backoff(1000u64, 3600000u64)
                .timeout(120000u64)
                .window_of(5000u64)
                .key(::cronofy_hooks::__private::Key::Channel),
        );
}
async fn anything_else(delivery: Delivery) {
    drop(delivery);
}
#[doc(hidden)]
#[allow(dead_code, non_snake_case, unreachable_pub)]
mod anything_else {
    pub struct Handler;
}
impl ::cronofy_hooks::__private::Handler for anything_else::Handler {
    const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = ::cronofy_hooks::__private::Descriptor::new(
            ::cronofy_hooks::__private::Kind::Fallback,
            "",
            ::cronofy_hooks::__private::None,
            "anything_else",
            "",
            |__job| ::cronofy_hooks::__private::HandlerFunction::of_1::<
                ::cronofy_hooks::__private::Unhandled,
                Delivery,
                (),
                _,
            >(__job, anything_else),
        )
        .with_policy(
            ::cronofy_hooks::__private::Policy::new()
                .retries(0u32)
                .backoff(30000u64, 30000u64)
                .key(::cronofy_hooks::__private::Key::By {
                    0: by_user,
                }),
        );
}
fn by_user(delivery: &Delivery) -> Option<String> {
    delivery.uri().query().map(str::to_owned)
}

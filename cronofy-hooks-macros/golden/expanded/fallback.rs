// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::{Unhandled, cronofy_handler};
async fn anything_else(unhandled: Unhandled) {
    drop(unhandled);
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
            Unhandled,
            (),
            _,
        >(__job, anything_else),
    );
}

// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::cronofy_handler;
pub async fn authorized() {}
#[doc(hidden)]
#[allow(dead_code, non_snake_case, unreachable_pub)]
pub mod authorized {
    pub struct Handler;
}
impl ::cronofy_hooks::__private::Handler for authorized::Handler {
    const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = ::cronofy_hooks::__private::Descriptor::new(
        ::cronofy_hooks::__private::Kind::Callback,
        "authorization",
        ::cronofy_hooks::__private::None,
        "authorized",
        "",
        |__job| ::cronofy_hooks::__private::HandlerFunction::of_0::<
            ::cronofy_hooks::payload::Authorization,
            (),
            _,
        >(__job, authorized),
    );
}

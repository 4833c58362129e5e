// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::{Delivery, cronofy_handler};
async fn brand_new(delivery: Delivery) {
    drop(delivery);
}
#[doc(hidden)]
#[allow(dead_code, non_snake_case, unreachable_pub)]
mod brand_new {
    pub struct Handler;
}
impl ::cronofy_hooks::__private::Handler for brand_new::Handler {
    const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = ::cronofy_hooks::__private::Descriptor::new(
        ::cronofy_hooks::__private::Kind::Notification,
        "brand_new",
        ::cronofy_hooks::__private::None,
        "brand_new",
        "",
        |__job| ::cronofy_hooks::__private::HandlerFunction::of_1::<
            ::cronofy_hooks::__private::PayloadOfYourOwn,
            Delivery,
            (),
            _,
        >(__job, brand_new),
    );
}

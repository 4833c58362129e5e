// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::{Delivery, cronofy_handler};
async fn brand_new(delivery: Delivery) {
    drop(delivery);
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
struct brand_new {}
impl ::cronofy_hooks::__private::Handler for brand_new {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
        ::cronofy_hooks::__private::Route::notification("brand_new"),
        "brand_new",
        "",
    );
    type States = ();
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {
        <Delivery as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::__private::Unlisted,
        >>::needs(__needs);
    }
    fn call(
        mut __parts: ::cronofy_hooks::__private::Parts,
    ) -> ::cronofy_hooks::__private::Call {
        ::std::boxed::Box::pin(async move {
            let __argument_0 = <Delivery as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::__private::Unlisted,
            >>::from_delivery(&mut __parts)
                .await?;
            let () = <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                    brand_new(__argument_0),
                )
                .await;
            ::core::result::Result::Ok(::cronofy_hooks::__private::Outcome::Done)
        })
    }
}

// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::{Unhandled, cronofy_handler};
async fn anything_else(unhandled: Unhandled) {
    drop(unhandled);
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
struct anything_else {}
impl ::cronofy_hooks::__private::Handler for anything_else {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
        ::cronofy_hooks::__private::Route::fallback(),
        "anything_else",
        "",
    );
    type States = ();
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {
        <Unhandled as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::__private::Unhandled,
        >>::needs(__needs);
    }
    fn call(
        mut __parts: ::cronofy_hooks::__private::Parts,
    ) -> ::cronofy_hooks::__private::Call {
        ::std::boxed::Box::pin(async move {
            let __argument_0 = <Unhandled as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::__private::Unhandled,
            >>::from_delivery(&mut __parts)
                .await?;
            let () = <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                    anything_else(__argument_0),
                )
                .await;
            ::core::result::Result::Ok(::cronofy_hooks::__private::Outcome::Done)
        })
    }
}

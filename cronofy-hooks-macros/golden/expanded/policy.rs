// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{Delivery, cronofy_handler};
async fn change(change: Change) {
    drop(change);
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
struct change {}
impl ::cronofy_hooks::__private::Handler for change {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
            ::cronofy_hooks::__private::Route::notification("change"),
            "change",
            "",
        )
        .with_policy(
            ::cronofy_hooks::__private::Policy::new()
                .retries(5u32)
                .backoff(1000u64, 3600000u64)
                .timeout(120000u64)
                .window_of(5000u64)
                .key(::cronofy_hooks::__private::Key::Channel),
        );
    type States = ();
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {
        <Change as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::payload::Change,
        >>::needs(__needs);
    }
    fn call(
        mut __parts: ::cronofy_hooks::__private::Parts,
    ) -> ::cronofy_hooks::__private::Call {
        ::std::boxed::Box::pin(async move {
            let __argument_0 = <Change as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::payload::Change,
            >>::boxed(&mut __parts)
                .await?;
            let () = <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                    change(*__argument_0),
                )
                .await;
            ::core::result::Result::Ok(::cronofy_hooks::__private::Outcome::Done)
        })
    }
}
async fn anything_else(delivery: Delivery) {
    drop(delivery);
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
struct anything_else {}
impl ::cronofy_hooks::__private::Handler for anything_else {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
            ::cronofy_hooks::__private::Route::fallback(),
            "anything_else",
            "",
        )
        .with_policy(
            ::cronofy_hooks::__private::Policy::new()
                .retries(0u32)
                .backoff(30000u64, 30000u64)
                .key(::cronofy_hooks::__private::Key::By {
                    0: by_user,
                }),
        );
    type States = ();
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {
        <Delivery as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::__private::Unhandled,
        >>::needs(__needs);
    }
    fn call(
        mut __parts: ::cronofy_hooks::__private::Parts,
    ) -> ::cronofy_hooks::__private::Call {
        ::std::boxed::Box::pin(async move {
            let __argument_0 = <Delivery as ::cronofy_hooks::__private::FromDelivery<
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
fn by_user(delivery: &Delivery) -> Option<String> {
    delivery.uri().query().map(str::to_owned)
}

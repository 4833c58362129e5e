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
#[allow(non_camel_case_types, dead_code)]
struct change {}
impl ::cronofy_hooks::__private::Handler for change {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
        ::cronofy_hooks::__private::Route::notification("change"),
        "change",
        "",
    );
    type States = ();
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {
        <Change as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::payload::Change,
        >>::needs(__needs);
        <EventStart as ::cronofy_hooks::__private::PayloadOfRoute<
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
            let __argument_1 = <EventStart as ::cronofy_hooks::__private::PayloadOfRoute<
                ::cronofy_hooks::payload::Change,
            >>::from_delivery(&mut __parts)
                .await?;
            let () = <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                    change(*__argument_0, __argument_1),
                )
                .await;
            ::core::result::Result::Ok(::cronofy_hooks::__private::Outcome::Done)
        })
    }
}

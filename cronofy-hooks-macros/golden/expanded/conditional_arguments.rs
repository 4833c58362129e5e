// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{State, cronofy_handler};
#[cfg(not(any()))]
async fn change(#[cfg(any())] _nowhere: State<Nowhere>, change: Change) {
    drop(change);
}
#[cfg(not(any()))]
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
struct change {}
#[cfg(not(any()))]
impl ::cronofy_hooks::__private::Handler for change {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
        ::cronofy_hooks::__private::Route::notification("change"),
        "change",
        "",
    );
    type States = Self;
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {
        #[cfg(any())]
        <State<
            Nowhere,
        > as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::payload::Change,
        >>::needs(__needs);
        <Change as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::payload::Change,
        >>::needs(__needs);
    }
    fn call(
        mut __parts: ::cronofy_hooks::__private::Parts,
    ) -> ::cronofy_hooks::__private::Call {
        ::std::boxed::Box::pin(async move {
            #[cfg(any())]
            let __argument_0 = <State<
                Nowhere,
            > as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::payload::Change,
            >>::from_delivery(&mut __parts)
                .await?;
            let __argument_1 = <Change as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::payload::Change,
            >>::boxed(&mut __parts)
                .await?;
            let () = <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                    change(#[cfg(any())] __argument_0, *__argument_1),
                )
                .await;
            ::core::result::Result::Ok(::cronofy_hooks::__private::Outcome::Done)
        })
    }
}
#[cfg(not(any()))]
impl<TheStateGiven> ::cronofy_hooks::__private::ProvidedBy<TheStateGiven> for change
where
    fn(
        #[cfg(any())]
        State<Nowhere>,
    ): ::cronofy_hooks::__private::ProvidedBy<TheStateGiven>,
{
    fn provide(state: &TheStateGiven, states: &mut ::cronofy_hooks::__private::States) {
        <fn(
            #[cfg(any())]
            State<Nowhere>,
        ) as ::cronofy_hooks::__private::ProvidedBy<
            TheStateGiven,
        >>::provide(state, states);
    }
}

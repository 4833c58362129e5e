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
#[allow(non_camel_case_types, dead_code)]
struct change {}
impl ::cronofy_hooks::__private::Handler for change {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
        ::cronofy_hooks::__private::Route::notification("change"),
        "change",
        "Pulls what changed.",
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

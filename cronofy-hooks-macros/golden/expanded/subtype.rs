// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::payload::ConferencingFailing;
use cronofy_hooks::{Outcome, cronofy_handler};
pub(crate) async fn ask_for_profile(failing: ConferencingFailing) -> Outcome {
    drop(failing);
    Outcome::Done
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
pub(crate) struct ask_for_profile {}
impl ::cronofy_hooks::__private::Handler for ask_for_profile {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
        ::cronofy_hooks::__private::Route::interaction("conferencing_failing")
            .with_subtype("profile_missing"),
        "ask_for_profile",
        "",
    );
    type States = ();
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {
        <ConferencingFailing as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::payload::ConferencingFailing,
        >>::needs(__needs);
    }
    fn call(
        mut __parts: ::cronofy_hooks::__private::Parts,
    ) -> ::cronofy_hooks::__private::Call {
        ::std::boxed::Box::pin(async move {
            let __argument_0 = <ConferencingFailing as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::payload::ConferencingFailing,
            >>::boxed(&mut __parts)
                .await?;
            ::core::result::Result::Ok(
                <Outcome as ::cronofy_hooks::__private::IntoOutcome>::into_outcome(
                    <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                            ask_for_profile(*__argument_0),
                        )
                        .await,
                ),
            )
        })
    }
}

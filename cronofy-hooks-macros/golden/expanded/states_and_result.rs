// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::payload::EventStart;
use cronofy_hooks::{Query, State, cronofy_handler};
async fn start(
    start: EventStart,
    State(_name): State<String>,
    State(_count): State<u64>,
    Query(_user): Query<Vec<(String, String)>>,
) -> Result<(), std::io::Error> {
    drop(start);
    Ok(())
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
struct start {}
impl ::cronofy_hooks::__private::Handler for start {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
        ::cronofy_hooks::__private::Route::transition("event_start"),
        "start",
        "",
    );
    type States = Self;
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {
        <EventStart as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::payload::EventStart,
        >>::needs(__needs);
        <State<
            String,
        > as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::payload::EventStart,
        >>::needs(__needs);
        <State<
            u64,
        > as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::payload::EventStart,
        >>::needs(__needs);
        <Query<
            Vec<(String, String)>,
        > as ::cronofy_hooks::__private::FromDelivery<
            ::cronofy_hooks::payload::EventStart,
        >>::needs(__needs);
    }
    fn call(
        mut __parts: ::cronofy_hooks::__private::Parts,
    ) -> ::cronofy_hooks::__private::Call {
        ::std::boxed::Box::pin(async move {
            let __argument_0 = <EventStart as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::payload::EventStart,
            >>::boxed(&mut __parts)
                .await?;
            let __argument_1 = <State<
                String,
            > as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::payload::EventStart,
            >>::from_delivery(&mut __parts)
                .await?;
            let __argument_2 = <State<
                u64,
            > as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::payload::EventStart,
            >>::from_delivery(&mut __parts)
                .await?;
            let __argument_3 = <Query<
                Vec<(String, String)>,
            > as ::cronofy_hooks::__private::FromDelivery<
                ::cronofy_hooks::payload::EventStart,
            >>::from_delivery(&mut __parts)
                .await?;
            ::core::result::Result::Ok(
                <Result<
                    (),
                    std::io::Error,
                > as ::cronofy_hooks::__private::IntoOutcome>::into_outcome(
                    <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                            start(
                                *__argument_0,
                                __argument_1,
                                __argument_2,
                                __argument_3,
                            ),
                        )
                        .await,
                ),
            )
        })
    }
}
impl<TheStateGiven> ::cronofy_hooks::__private::ProvidedBy<TheStateGiven> for start
where
    (State<String>, State<u64>): ::cronofy_hooks::__private::ProvidedBy<TheStateGiven>,
{
    fn provide(state: &TheStateGiven, states: &mut ::cronofy_hooks::__private::States) {
        <(
            State<String>,
            State<u64>,
        ) as ::cronofy_hooks::__private::ProvidedBy<
            TheStateGiven,
        >>::provide(state, states);
    }
}

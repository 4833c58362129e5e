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
#[allow(dead_code, non_snake_case, unreachable_pub)]
mod start {
    pub struct Handler;
}
impl ::cronofy_hooks::__private::Handler<start::Handler> for start::Handler {
    const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = ::cronofy_hooks::__private::Descriptor::new(
        ::cronofy_hooks::__private::Kind::Transition,
        "event_start",
        ::cronofy_hooks::__private::None,
        "start",
        "",
        |__job| ::cronofy_hooks::__private::HandlerFunction::of_4::<
            ::cronofy_hooks::payload::EventStart,
            EventStart,
            State<String>,
            State<u64>,
            Query<Vec<(String, String)>>,
            Result<(), std::io::Error>,
            _,
        >(__job, start),
    );
}
impl<TheStateGiven> ::cronofy_hooks::__private::ProvidedBy<TheStateGiven>
for start::Handler
where
    (State<String>, State<u64>): ::cronofy_hooks::__private::ProvidedBy<TheStateGiven>,
{
    const PROVIDE: ::cronofy_hooks::__private::Provide<TheStateGiven> = <(
        State<String>,
        State<u64>,
    ) as ::cronofy_hooks::__private::ProvidedBy<_>>::PROVIDE;
}

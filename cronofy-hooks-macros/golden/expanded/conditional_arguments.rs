// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::payload::Change;
use cronofy_hooks::{State, cronofy_handler};
#[cfg(not(any()))]
async fn change(#[cfg(any())] _nowhere: State<Nowhere>, change: Change) {
    drop(change);
}
#[cfg(not(any()))]
#[doc(hidden)]
#[allow(dead_code, non_snake_case, unreachable_pub)]
mod change {
    pub struct Handler;
}
#[cfg(not(any()))]
impl ::cronofy_hooks::__private::Handler<change::Handler> for change::Handler {
    const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = {
        #[cfg(any())]
        type __Argument0 = State<Nowhere>;
        #[cfg(not(all(any())))]
        type __Argument0 = ::cronofy_hooks::__private::LeftOut;
        ::cronofy_hooks::__private::Descriptor::new(
            ::cronofy_hooks::__private::Kind::Notification,
            "change",
            ::cronofy_hooks::__private::None,
            "change",
            "",
            |__job| ::cronofy_hooks::__private::HandlerFunction::of_2::<
                ::cronofy_hooks::payload::Change,
                __Argument0,
                Change,
                (),
                _,
            >(
                __job,
                |__argument_0, __argument_1| change(
                    #[cfg(any())]
                    __argument_0,
                    __argument_1,
                ),
            ),
        )
    };
}
#[cfg(not(any()))]
impl<TheStateGiven> ::cronofy_hooks::__private::ProvidedBy<TheStateGiven>
for change::Handler
where
    fn(
        #[cfg(any())]
        State<Nowhere>,
    ): ::cronofy_hooks::__private::ProvidedBy<TheStateGiven>,
{
    const PROVIDE: ::cronofy_hooks::__private::Provide<TheStateGiven> = <fn(
        #[cfg(any())]
        State<Nowhere>,
    ) as ::cronofy_hooks::__private::ProvidedBy<_>>::PROVIDE;
}

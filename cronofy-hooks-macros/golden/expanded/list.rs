// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::handlers;
mod calendars {
    pub async fn change() {}
    #[doc(hidden)]
    #[allow(dead_code, non_snake_case, unreachable_pub)]
    pub mod change {
        pub struct Handler;
    }
    impl ::cronofy_hooks::__private::Handler for change::Handler {
        const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = ::cronofy_hooks::__private::Descriptor::new(
            ::cronofy_hooks::__private::Kind::Notification,
            "change",
            ::cronofy_hooks::__private::None,
            "change",
            "",
            |__job| ::cronofy_hooks::__private::HandlerFunction::of_0::<
                ::cronofy_hooks::payload::Change,
                (),
                _,
            >(__job, change),
        );
    }
}
async fn rest() {}
#[doc(hidden)]
#[allow(dead_code, non_snake_case, unreachable_pub)]
mod rest {
    pub struct Handler;
}
impl ::cronofy_hooks::__private::Handler for rest::Handler {
    const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = ::cronofy_hooks::__private::Descriptor::new(
        ::cronofy_hooks::__private::Kind::Fallback,
        "",
        ::cronofy_hooks::__private::None,
        "rest",
        "",
        |__job| ::cronofy_hooks::__private::HandlerFunction::of_0::<
            ::cronofy_hooks::__private::Unhandled,
            (),
            _,
        >(__job, rest),
    );
}
pub fn build() {
    let _ = {
        const __READ: () = {
            let _ = rest;
        };
        #[allow(non_upper_case_globals, unused_imports, dead_code)]
        {
            use ::cronofy_hooks::__private::FOUND as rest;
            use ::cronofy_hooks::__private::not_a_handler as __0;
            use ::cronofy_hooks::__private::not_a_handler as __1;
            {
                use calendars::change as __0;
                use rest as __1;
                use ::cronofy_hooks::__private::{
                    NotAFunction as _, descriptor as __descriptor,
                    everything_is_handled as __everything_is_handled,
                    one_handler_per_route as __one_handler_per_route,
                    other_subtypes_are_handled as __other_subtypes_are_handled,
                    states_of as __states_of,
                };
                const __LIST: &[::cronofy_hooks::__private::Descriptor] = &[
                    __descriptor(&__0::Handler),
                    __descriptor(&__1::Handler),
                ];
                const __NAMES: &[&::cronofy_hooks::__private::str] = &[
                    "calendars::change",
                    "rest",
                ];
                const __FIRST: &[::cronofy_hooks::__private::usize] = {
                    __READ;
                    &::cronofy_hooks::__private::first_of_each_route::<
                        { __LIST.len() },
                    >(__LIST)
                };
                const _: () = {
                    __one_handler_per_route(__LIST, __NAMES, __FIRST, 0usize);
                    __other_subtypes_are_handled(__LIST, __NAMES, 0usize)
                };
                const _: () = {
                    __one_handler_per_route(__LIST, __NAMES, __FIRST, 1usize);
                    __other_subtypes_are_handled(__LIST, __NAMES, 1usize)
                };
                const _: () = __everything_is_handled(__LIST);
                ::cronofy_hooks::__private::Handlers::of(
                    __LIST,
                    &(__states_of(&__0::Handler), __states_of(&__1::Handler)),
                )
            }
        }
    };
}

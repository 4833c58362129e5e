// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::handlers;
mod calendars {
    pub async fn change() {}
    #[doc(hidden)]
    #[allow(non_camel_case_types, dead_code)]
    pub struct change {}
    impl ::cronofy_hooks::__private::Handler for change {
        const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
            ::cronofy_hooks::__private::Route::notification("change"),
            "change",
            "",
        );
        type States = ();
        fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {}
        fn call(
            mut __parts: ::cronofy_hooks::__private::Parts,
        ) -> ::cronofy_hooks::__private::Call {
            ::std::boxed::Box::pin(async move {
                let () = <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                        change(),
                    )
                    .await;
                ::core::result::Result::Ok(::cronofy_hooks::__private::Outcome::Done)
            })
        }
    }
}
async fn rest() {}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
struct rest {}
impl ::cronofy_hooks::__private::Handler for rest {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
        ::cronofy_hooks::__private::Route::fallback(),
        "rest",
        "",
    );
    type States = ();
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {}
    fn call(
        mut __parts: ::cronofy_hooks::__private::Parts,
    ) -> ::cronofy_hooks::__private::Call {
        ::std::boxed::Box::pin(async move {
            let () = <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                    rest(),
                )
                .await;
            ::core::result::Result::Ok(::cronofy_hooks::__private::Outcome::Done)
        })
    }
}
pub fn build() {
    let _ = {
        const __READ_1: () = {
            let _ = rest;
        };
        #[allow(non_upper_case_globals, unused_imports, dead_code)]
        {
            const rest: () = ();
            use ::cronofy_hooks::__private::NotAHandler as __0;
            use ::cronofy_hooks::__private::NotAHandler as __1;
            {
                use calendars::change as __0;
                use rest as __1;
                use ::cronofy_hooks::__private::{
                    Handler as __Handler,
                    everything_is_handled as __everything_is_handled,
                    one_handler_per_route as __one_handler_per_route,
                    other_subtypes_are_handled as __other_subtypes_are_handled,
                };
                const __LIST: &[::cronofy_hooks::__private::Descriptor] = &[
                    <__0 as __Handler>::DESCRIPTOR,
                    <__1 as __Handler>::DESCRIPTOR,
                ];
                const __NAMES: &[&::cronofy_hooks::__private::str] = &[
                    "calendars::change",
                    "rest",
                ];
                const _: () = {
                    __one_handler_per_route(__LIST, __NAMES, 0usize);
                    __other_subtypes_are_handled(__LIST, __NAMES, 0usize)
                };
                const _: () = {
                    __READ_1;
                    __one_handler_per_route(__LIST, __NAMES, 1usize);
                    __other_subtypes_are_handled(__LIST, __NAMES, 1usize)
                };
                const _: () = __everything_is_handled(__LIST);
                ::cronofy_hooks::__private::Handlers::<
                    (<__0 as __Handler>::States, <__1 as __Handler>::States),
                >::new(__LIST)
            }
        }
    };
}

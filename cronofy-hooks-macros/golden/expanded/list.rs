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
                <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
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
            <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(rest())
                .await;
            ::core::result::Result::Ok(::cronofy_hooks::__private::Outcome::Done)
        })
    }
}
fn main() {
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
                const __LIST: &[::cronofy_hooks::__private::Descriptor] = &[
                    <__0 as ::cronofy_hooks::__private::Handler>::DESCRIPTOR,
                    <__1 as ::cronofy_hooks::__private::Handler>::DESCRIPTOR,
                ];
                const __NAMES: &[&::cronofy_hooks::__private::str] = &[
                    "calendars::change",
                    "rest",
                ];
                const _: () = {
                    ::cronofy_hooks::__private::one_handler_per_route(
                        __LIST,
                        __NAMES,
                        0usize,
                    );
                    ::cronofy_hooks::__private::other_subtypes_are_handled(
                        __LIST,
                        __NAMES,
                        0usize,
                    )
                };
                const _: () = {
                    __READ_1;
                    ::cronofy_hooks::__private::one_handler_per_route(
                        __LIST,
                        __NAMES,
                        1usize,
                    );
                    ::cronofy_hooks::__private::other_subtypes_are_handled(
                        __LIST,
                        __NAMES,
                        1usize,
                    )
                };
                const _: () = ::cronofy_hooks::__private::everything_is_handled(__LIST);
                ::cronofy_hooks::__private::Handlers::<
                    (
                        <__0 as ::cronofy_hooks::__private::Handler>::States,
                        <__1 as ::cronofy_hooks::__private::Handler>::States,
                    ),
                >::new(__LIST)
            }
        }
    };
}

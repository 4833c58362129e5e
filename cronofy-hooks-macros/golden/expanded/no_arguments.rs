// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::cronofy_handler;
pub async fn authorized() {}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
pub struct authorized {}
impl ::cronofy_hooks::__private::Handler for authorized {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::new(
        ::cronofy_hooks::__private::Route::callback("authorization"),
        "authorized",
        "",
    );
    type States = ();
    fn needs(__needs: &mut ::cronofy_hooks::__private::Needs) {}
    fn call(
        mut __parts: ::cronofy_hooks::__private::Parts,
    ) -> ::cronofy_hooks::__private::Call {
        ::std::boxed::Box::pin(async move {
            let () = <::cronofy_hooks::__private::Outcome>::handler_future_must_be_send(
                    authorized(),
                )
                .await;
            ::core::result::Result::Ok(::cronofy_hooks::__private::Outcome::Done)
        })
    }
}

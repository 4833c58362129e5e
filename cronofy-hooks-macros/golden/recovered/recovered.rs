// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::cronofy_handler;
#[allow(dead_code)]
fn change() {}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
struct change {}
impl ::cronofy_hooks::__private::Handler for change {
    const META: ::cronofy_hooks::__private::Meta = ::cronofy_hooks::__private::Meta::broken(
        "change",
    );
    type States = ();
    fn needs(_: &mut ::cronofy_hooks::__private::Needs) {}
    fn call(_: ::cronofy_hooks::__private::Parts) -> ::cronofy_hooks::__private::Call {
        ::cronofy_hooks::__private::unreachable!()
    }
}
::core::compile_error! {
    "no notification `chnage` is documented\nhelp: did you mean `change`?\nnote: documented are `change`, `conferencing_profile_disconnected`, `gdpr_requested`, `profile_disconnected`, `profile_initial_sync_completed`, `scheduling_request_time_chosen`, `smart_invite`, `verification`"
}
::core::compile_error! {
    "a handler is an `async fn`\nhelp: write `async fn change`"
}

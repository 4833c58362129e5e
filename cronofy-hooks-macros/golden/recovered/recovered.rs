// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::cronofy_handler;
#[allow(dead_code)]
fn change() {}
#[doc(hidden)]
#[allow(dead_code, non_snake_case, unreachable_pub)]
mod change {
    pub struct Handler;
}
impl ::cronofy_hooks::__private::Handler for change::Handler {
    const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = ::cronofy_hooks::__private::Descriptor::broken(
        "change",
    );
}
::core::compile_error! {
    "no notification `chnage` is documented\nhelp: did you mean `change`?\nnote: documented are `change`, `conferencing_profile_disconnected`, `gdpr_requested`, `profile_disconnected`, `profile_initial_sync_completed`, `scheduling_conversation_joined`, `scheduling_conversation_updated`, `scheduling_request_time_chosen`, `smart_invite`, `verification`\nnote: see the page \"My handler does not compile\" of the documentation"
}
::core::compile_error! {
    "a handler is an `async fn`\nhelp: write `async fn change`\nnote: see the page \"My handler does not compile\" of the documentation"
}

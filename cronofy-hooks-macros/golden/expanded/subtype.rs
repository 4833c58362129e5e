// @generated from golden/input by the tests of the macros. Do not edit.

use cronofy_hooks::payload::ConferencingFailing;
use cronofy_hooks::{Outcome, cronofy_handler};
pub(crate) async fn ask_for_profile(failing: ConferencingFailing) -> Outcome {
    drop(failing);
    Outcome::Done
}
#[doc(hidden)]
#[allow(dead_code, non_snake_case, unreachable_pub)]
pub(crate) mod ask_for_profile {
    pub struct Handler;
}
impl ::cronofy_hooks::__private::Handler for ask_for_profile::Handler {
    const DESCRIPTOR: ::cronofy_hooks::__private::Descriptor = ::cronofy_hooks::__private::Descriptor::new(
        ::cronofy_hooks::__private::Kind::Interaction,
        "conferencing_failing",
        ::cronofy_hooks::__private::Some("profile_missing"),
        "ask_for_profile",
        "",
        |__job| ::cronofy_hooks::__private::HandlerFunction::of_1::<
            ::cronofy_hooks::payload::ConferencingFailing,
            ConferencingFailing,
            Outcome,
            _,
        >(__job, ask_for_profile),
    );
}

use cronofy_hooks::payload::ConferencingFailing;
use cronofy_hooks::{Outcome, cronofy_handler};

#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing")]
pub(crate) async fn ask_for_profile(failing: ConferencingFailing) -> Outcome {
    drop(failing);
    Outcome::Done
}

//! Write a handler for the other subtypes of the interaction, or end the list with `..`.

use cronofy_hooks_ui::complete::*;
use cronofy_hooks::payload::ConferencingFailing;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing")]
async fn ask_for_profile(_failing: ConferencingFailing) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks
        .handlers(handlers![
            ask_for_profile, change, conferencing_profile_disconnected, gdpr_requested, profile_disconnected,
            profile_initial_sync_completed, scheduling_conversation_joined, scheduling_conversation_updated, scheduling_request_time_chosen, smart_invite, verification,
            conferencing_assigned, meeting_agent_activated, meeting_agent_complete,
            meeting_agent_failed, event_end, event_start, authorization, real_time_scheduling
        ])
        .into_router();
}

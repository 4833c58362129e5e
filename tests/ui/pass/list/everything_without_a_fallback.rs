//! A handler for each documented name, and neither a fallback nor dots. The last one is in
//! the message about a missing handler, to be pasted.

use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};
use cronofy_hooks_ui::complete::*;

#[cronofy_handler(interaction = "conferencing_failing")]
async fn conferencing_failing(payload: cronofy_hooks::payload::ConferencingFailing) {
    let _ = payload;
}

pub(crate) fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![
        change, conferencing_profile_disconnected, gdpr_requested, profile_disconnected,
        profile_initial_sync_completed, scheduling_conversation_joined,
        scheduling_conversation_updated, scheduling_request_time_chosen, smart_invite, verification,
        conferencing_assigned, conferencing_failing, meeting_agent_activated, meeting_agent_complete,
        meeting_agent_failed, event_end, event_start, authorization, real_time_scheduling
    ]).into_router().unwrap();
}

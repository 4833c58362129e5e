//! Write the missing handler, or a fallback, or end the list with `..`.

use cronofy_hooks_ui::complete::*;
use cronofy_hooks::{Hooks, Secrets, handlers};

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks
        .handlers(handlers![
            change, conferencing_profile_disconnected, gdpr_requested, profile_disconnected,
            profile_initial_sync_completed, scheduling_conversation_joined, scheduling_conversation_updated, scheduling_request_time_chosen, smart_invite, verification,
            conferencing_assigned, meeting_agent_activated, meeting_agent_complete,
            meeting_agent_failed, event_end, event_start, authorization, real_time_scheduling
        ])
        .into_router();
}

//! Write the interaction that the subtype belongs to, or a subtype of this one.

use cronofy_hooks::payload::MeetingAgentFailed;
use cronofy_hooks::{Hooks, Secrets, cronofy_handler, handlers};

#[cronofy_handler(interaction = "meeting_agent_failed", subtype = "profile_missing")]
async fn handler(_payload: MeetingAgentFailed) {}

fn main() {
    let hooks = Hooks::new(Secrets::new(["secret"]).unwrap());
    let _ = hooks.handlers(handlers![handler, ..]).into_router();
}

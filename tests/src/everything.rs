//! An application that records everything that the documentation describes.

use axum::Router;
use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::payload::*;
use cronofy_hooks::{Handlers, Hooks, Unhandled, cronofy_handler, handlers};

use crate::record::{Log, Recorder};
use crate::secrets::secrets;

/// Writes one recording handler for each route, and the list of all.
macro_rules! recording {
    ($($name:ident: $payload:ty = ($($route:tt)+);)+) => {
        $(
            #[cronofy_handler($($route)+)]
            async fn $name(payload: $payload, recorder: Recorder) {
                recorder.ran_with(stringify!($name), serde_json::to_string(&payload).unwrap());
            }
        )+

        /// One handler for everything documented, named as its route, two for subtypes, and a
        /// `fallback`. They note the payload, encoded, and the reason.
        pub fn everything() -> Handlers<impl ProvidedBy<Log>> {
            handlers![$($name,)+ fallback]
        }
    };
}

recording! {
    change: Change = (notification = "change");
    verification: Verification = (notification = "verification");
    profile_disconnected: ProfileDisconnected = (notification = "profile_disconnected");
    profile_initial_sync_completed: ProfileInitialSyncCompleted = (notification = "profile_initial_sync_completed");
    conferencing_profile_disconnected: ConferencingProfileDisconnected =
        (notification = "conferencing_profile_disconnected");
    gdpr_requested: GdprRequested = (notification = "gdpr_requested");
    scheduling_conversation_joined: SchedulingConversationJoined = (notification = "scheduling_conversation_joined");
    scheduling_conversation_updated: SchedulingConversationUpdated =
        (notification = "scheduling_conversation_updated");
    smart_invite: SmartInvite = (notification = "smart_invite");
    scheduling_request_time_chosen: SchedulingRequestTimeChosen = (notification = "scheduling_request_time_chosen");
    conferencing_assigned: ConferencingAssigned = (interaction = "conferencing_assigned");
    conferencing_failing: ConferencingFailing = (interaction = "conferencing_failing");
    conferencing_failing_profile_missing: ConferencingFailing =
        (interaction = "conferencing_failing", subtype = "profile_missing");
    meeting_agent_activated: MeetingAgentActivated = (interaction = "meeting_agent_activated");
    meeting_agent_complete: MeetingAgentComplete = (interaction = "meeting_agent_complete");
    meeting_agent_failed: MeetingAgentFailed = (interaction = "meeting_agent_failed");
    meeting_agent_failed_join_timeout: MeetingAgentFailed =
        (interaction = "meeting_agent_failed", subtype = "join_timeout");
    event_start: EventStart = (transition = "event_start");
    event_end: EventEnd = (transition = "event_end");
    real_time_scheduling: RealTimeScheduling = (callback = "real_time_scheduling");
    authorization: Authorization = (callback = "authorization");
}

#[cronofy_handler(fallback)]
async fn fallback(unhandled: Unhandled, recorder: Recorder) {
    recorder.ran_with("fallback", unhandled.reason().to_string());
}

/// The handler that takes only this subtype of an interaction, if there is one.
#[must_use]
pub fn subtype_handler(interaction: &str, subtype: &str) -> Option<&'static str> {
    match (interaction, subtype) {
        ("conferencing_failing", "profile_missing") => Some("conferencing_failing_profile_missing"),
        ("meeting_agent_failed", "join_timeout") => Some("meeting_agent_failed_join_timeout"),
        _ => None,
    }
}

/// A router with [`everything`], at `/`, and what it records.
///
/// # Panics
/// Never: the set-up is good.
pub fn router() -> (Router, Log) {
    let log = Log::default();
    let router = Hooks::new(secrets()).handlers(everything()).state(log.clone()).into_router().unwrap();
    (router, log)
}

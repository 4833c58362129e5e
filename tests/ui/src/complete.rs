//! A handler for everything that the documentation describes, but one interaction that has
//! subtypes: `conferencing_failing`.

use cronofy_hooks::cronofy_handler;
use cronofy_hooks::payload::{
    Authorization, Change, ConferencingAssigned, ConferencingProfileDisconnected, EventEnd, EventStart, GdprRequested,
    MeetingAgentActivated, MeetingAgentComplete, MeetingAgentFailed, ProfileDisconnected, ProfileInitialSyncCompleted,
    RealTimeScheduling, SchedulingConversationJoined, SchedulingConversationUpdated, SchedulingRequestTimeChosen,
    SmartInvite, Verification,
};

/// Takes `change`.
#[cronofy_handler(notification = "change")]
pub async fn change(_payload: Change) {}

/// Takes `conferencing_profile_disconnected`.
#[cronofy_handler(notification = "conferencing_profile_disconnected")]
pub async fn conferencing_profile_disconnected(_payload: ConferencingProfileDisconnected) {}

/// Takes `gdpr_requested`.
#[cronofy_handler(notification = "gdpr_requested")]
pub async fn gdpr_requested(_payload: GdprRequested) {}

/// Takes `profile_disconnected`.
#[cronofy_handler(notification = "profile_disconnected")]
pub async fn profile_disconnected(_payload: ProfileDisconnected) {}

/// Takes `profile_initial_sync_completed`.
#[cronofy_handler(notification = "profile_initial_sync_completed")]
pub async fn profile_initial_sync_completed(_payload: ProfileInitialSyncCompleted) {}

/// Takes `scheduling_request_time_chosen`.
#[cronofy_handler(notification = "scheduling_request_time_chosen")]
pub async fn scheduling_request_time_chosen(_payload: SchedulingRequestTimeChosen) {}

/// Takes `scheduling_conversation_joined`.
#[cronofy_handler(notification = "scheduling_conversation_joined")]
pub async fn scheduling_conversation_joined(_payload: SchedulingConversationJoined) {}

/// Takes `scheduling_conversation_updated`.
#[cronofy_handler(notification = "scheduling_conversation_updated")]
pub async fn scheduling_conversation_updated(_payload: SchedulingConversationUpdated) {}

/// Takes `smart_invite`.
#[cronofy_handler(notification = "smart_invite")]
pub async fn smart_invite(_payload: SmartInvite) {}

/// Takes `verification`.
#[cronofy_handler(notification = "verification")]
pub async fn verification(_payload: Verification) {}

/// Takes `conferencing_assigned`.
#[cronofy_handler(interaction = "conferencing_assigned")]
pub async fn conferencing_assigned(_payload: ConferencingAssigned) {}

/// Takes `meeting_agent_activated`.
#[cronofy_handler(interaction = "meeting_agent_activated")]
pub async fn meeting_agent_activated(_payload: MeetingAgentActivated) {}

/// Takes `meeting_agent_complete`.
#[cronofy_handler(interaction = "meeting_agent_complete")]
pub async fn meeting_agent_complete(_payload: MeetingAgentComplete) {}

/// Takes `meeting_agent_failed`.
#[cronofy_handler(interaction = "meeting_agent_failed")]
pub async fn meeting_agent_failed(_payload: MeetingAgentFailed) {}

/// Takes `event_end`.
#[cronofy_handler(transition = "event_end")]
pub async fn event_end(_payload: EventEnd) {}

/// Takes `event_start`.
#[cronofy_handler(transition = "event_start")]
pub async fn event_start(_payload: EventStart) {}

/// Takes `authorization`.
#[cronofy_handler(callback = "authorization")]
pub async fn authorization(_payload: Authorization) {}

/// Takes `real_time_scheduling`.
#[cronofy_handler(callback = "real_time_scheduling")]
pub async fn real_time_scheduling(_payload: RealTimeScheduling) {}

//! Which type each schema has.

use cronofy_hooks::payload::Nullable;
use cronofy_hooks::{payload, request};
use cronofy_hooks_types::response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Decodes a value and encodes it again.
pub(super) type RoundTrip = fn(&Value) -> Result<Value, String>;

/// Each schema and its type: a `Nullable` where the schema allows `null`. A schema that is added gets a
/// line here.
pub(super) const TYPES: &[(&str, RoundTrip)] = &[
    ("callback/authorization", round_trip::<payload::Authorization>),
    ("callback/real_time_scheduling", round_trip::<payload::RealTimeScheduling>),
    ("interaction/conferencing_assigned", round_trip::<payload::ConferencingAssigned>),
    ("interaction/conferencing_failing", round_trip::<payload::ConferencingFailing>),
    ("interaction/meeting_agent_activated", round_trip::<payload::MeetingAgentActivated>),
    ("interaction/meeting_agent_complete", round_trip::<payload::MeetingAgentComplete>),
    ("interaction/meeting_agent_failed", round_trip::<payload::MeetingAgentFailed>),
    ("notification/change", round_trip::<payload::Change>),
    ("notification/conferencing_profile_disconnected", round_trip::<payload::ConferencingProfileDisconnected>),
    ("notification/gdpr_requested", round_trip::<payload::GdprRequested>),
    ("notification/profile_disconnected", round_trip::<payload::ProfileDisconnected>),
    ("notification/profile_initial_sync_completed", round_trip::<payload::ProfileInitialSyncCompleted>),
    ("notification/scheduling_request_time_chosen", round_trip::<payload::SchedulingRequestTimeChosen>),
    ("notification/smart_invite", round_trip::<payload::SmartInvite>),
    ("notification/verification", round_trip::<payload::Verification>),
    ("request/agent_attendee", round_trip::<request::AgentAttendee>),
    ("request/attendee_changes", round_trip::<request::AttendeeChanges>),
    ("request/batch", round_trip::<request::Batch>),
    ("request/batch_entry", round_trip::<request::BatchEntry>),
    ("request/cancel_meeting_agent", round_trip::<request::CancelMeetingAgent>),
    ("request/change_event_agent", round_trip::<request::ChangeEventAgent>),
    ("request/create_calendar", round_trip::<request::CreateCalendar>),
    ("request/create_channel", round_trip::<request::CreateChannel>),
    ("request/create_meeting_agent", round_trip::<request::CreateMeetingAgent>),
    ("request/delete_event", round_trip::<request::DeleteEvent>),
    ("request/delete_events", round_trip::<request::DeleteEvents>),
    ("request/event_agent", round_trip::<request::EventAgent>),
    ("request/event_attachment", round_trip::<request::EventAttachment>),
    ("request/event_conferencing", round_trip::<request::EventConferencing>),
    ("request/interaction_subscription", round_trip::<request::InteractionSubscription>),
    ("request/invitee", round_trip::<request::Invitee>),
    ("request/offset", round_trip::<request::Offset>),
    ("request/refresh_access_token", round_trip::<request::RefreshAccessToken>),
    ("request/reminder", round_trip::<request::Reminder>),
    ("request/request_access_token", round_trip::<request::RequestAccessToken>),
    ("request/revoke_authorization", round_trip::<request::RevokeAuthorization>),
    ("request/subscription", round_trip::<request::Subscription>),
    ("request/subscriptions", round_trip::<request::Subscriptions>),
    ("request/transition_subscription", round_trip::<request::TransitionSubscription>),
    ("request/upsert_event", round_trip::<request::UpsertEvent>),
    ("response/account", round_trip::<response::AccountInformation>),
    ("response/batch", round_trip::<response::BatchResponse>),
    ("response/calendar", round_trip::<response::Calendar>),
    ("response/calendars", round_trip::<response::Calendars>),
    ("response/channels", round_trip::<response::Channels>),
    ("response/conferencing_profile", round_trip::<response::ConferencingProfile>),
    ("response/created_calendar", round_trip::<response::CreatedCalendar>),
    ("response/created_channel", round_trip::<response::CreatedChannel>),
    ("response/error_detail", round_trip::<response::ErrorDetail>),
    ("response/errors", round_trip::<response::ErrorAnswer>),
    ("response/events", round_trip::<response::EventsPage>),
    ("response/free_busy", round_trip::<response::FreeBusyPage>),
    ("response/meeting_agent", round_trip::<response::CreatedMeetingAgent>),
    ("response/pages", round_trip::<response::Pages>),
    ("response/profile", round_trip::<response::Profile>),
    ("response/profiles", round_trip::<response::Profiles>),
    ("response/resource_download", round_trip::<response::ResourceDownload>),
    ("response/token_error", round_trip::<response::TokenError>),
    ("response/tokens", round_trip::<response::Tokens>),
    ("response/transcript", round_trip::<response::TranscriptDocument>),
    ("response/userinfo", round_trip::<response::UserInfo>),
    ("shared/attendee", round_trip::<payload::Attendee>),
    ("shared/authorization_result", round_trip::<payload::AuthorizationResult>),
    ("shared/channel", round_trip::<payload::Channel>),
    ("shared/channel_filters", round_trip::<payload::ChannelFilters>),
    ("shared/conferencing", round_trip::<payload::Conferencing>),
    ("shared/event", round_trip::<payload::Event>),
    ("shared/event_meeting_agent", round_trip::<payload::EventMeetingAgent>),
    ("shared/event_options", round_trip::<payload::EventOptions>),
    ("shared/event_time", round_trip::<payload::EventTime>),
    ("shared/location", round_trip::<payload::Location>),
    ("shared/meeting_agent", round_trip::<payload::MeetingAgent>),
    ("shared/meeting_agent_details", round_trip::<payload::MeetingAgentDetails>),
    ("shared/participant", round_trip::<payload::Participant>),
    ("shared/participation_status", round_trip::<payload::ParticipationStatus>),
    ("shared/person", round_trip::<Nullable<payload::Person>>),
    ("shared/proposal", round_trip::<Nullable<payload::Proposal>>),
    ("shared/recipient_operations", round_trip::<payload::RecipientOperations>),
    ("shared/recording", round_trip::<payload::Recording>),
    ("shared/resource", round_trip::<payload::Resource>),
    ("shared/scheduling_conversations", round_trip::<payload::SchedulingConversations>),
    ("shared/scheduling_duration", round_trip::<payload::SchedulingDuration>),
    ("shared/scheduling_recipient", round_trip::<payload::SchedulingRecipient>),
    ("shared/scheduling_request", round_trip::<payload::SchedulingRequest>),
    ("shared/scheduling_user", round_trip::<payload::SchedulingUser>),
    ("shared/smart_invite_details", round_trip::<payload::SmartInviteDetails>),
    ("shared/smart_invite_reply", round_trip::<payload::SmartInviteReply>),
    ("transition/event_end", round_trip::<payload::EventEnd>),
    ("transition/event_start", round_trip::<payload::EventStart>),
];

pub(super) fn round_trip_of(schema: &str) -> Option<RoundTrip> {
    TYPES.iter().find(|(name, _)| *name == schema).map(|(_, round_trip)| *round_trip)
}

/// From text, as deliveries come.
fn round_trip<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, String> {
    let decoded: T = serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())?;
    serde_json::to_value(&decoded).map_err(|error| error.to_string())
}

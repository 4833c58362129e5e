//! A handler for each notification that the application takes, and one for everything else.

use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::payload::*;
use cronofy_hooks::{BoxError, Handlers, Path, State, Unhandled, cronofy_handler, handlers};
use cronofy_hooks_client::EventsQuery;

use crate::app::App;

/// Events in the user's calendars changed: reads them.
#[cronofy_handler(notification = "change")]
async fn change(change: Change, Path(user): Path<String>, State(app): State<App>) -> Result<(), BoxError> {
    let changed = EventsQuery::changed_since(change.changes_since).include_deleted();
    let mut events = app.client.account(&user).events(&changed);
    while let Some(event) = events.next().await {
        tracing::info!("{user}: the event {:?} changed", event?.event_uid);
    }
    Ok(())
}

/// The service lost access to one of the user's conferencing profiles.
#[cronofy_handler(notification = "conferencing_profile_disconnected")]
async fn conferencing_profile_disconnected(disconnected: ConferencingProfileDisconnected) {
    tracing::info!("{}: ask the user to connect the conferencing again", disconnected.channel.channel_id);
}

/// The user asks to be forgotten: delete their data.
#[cronofy_handler(notification = "gdpr_requested")]
async fn gdpr_requested(requested: GdprRequested) {
    tracing::info!("{}: delete what is stored about the user", requested.channel.channel_id);
}

/// The service lost access to one of the user's calendar profiles, and the user has to authorize it again.
#[cronofy_handler(notification = "profile_disconnected")]
async fn profile_disconnected(disconnected: ProfileDisconnected) {
    tracing::info!("{}: ask the user to connect the calendar again", disconnected.channel.channel_id);
}

/// The service has read a newly connected calendar profile for the first time.
#[cronofy_handler(notification = "profile_initial_sync_completed")]
async fn profile_initial_sync_completed(completed: ProfileInitialSyncCompleted) {
    tracing::info!("{}: read all events once", completed.channel.channel_id);
}

/// The account became a participant of a scheduling conversation.
#[cronofy_handler(notification = "scheduling_conversation_joined")]
async fn scheduling_conversation_joined(joined: SchedulingConversationJoined) {
    tracing::info!("{joined:?}");
}

/// A scheduling conversation of the account changed.
#[cronofy_handler(notification = "scheduling_conversation_updated")]
async fn scheduling_conversation_updated(updated: SchedulingConversationUpdated) {
    tracing::info!("{updated:?}");
}

/// A recipient chose a time for a scheduling request.
#[cronofy_handler(notification = "scheduling_request_time_chosen")]
async fn scheduling_request_time_chosen(chosen: SchedulingRequestTimeChosen) {
    let request = chosen.scheduling_request;
    let event = request.event.unwrap_or_default();
    tracing::info!("{}: event {:?} starts at {:?}", request.scheduling_request_id, event.event_id, event.starts_at());
}

/// A smart invite was answered.
#[cronofy_handler(notification = "smart_invite")]
async fn smart_invite(invite: SmartInvite) {
    let invite = invite.smart_invite;
    if let Some(answer) = invite.answer() {
        tracing::info!("{}: {answer}", invite.smart_invite_id);
    }
}

/// A channel was created, and its callback URL is being tried.
#[cronofy_handler(notification = "verification")]
async fn verification(verification: Verification) {
    tracing::info!("{} can be reached", verification.channel.channel_id);
}

/// An event got its conference.
#[cronofy_handler(interaction = "conferencing_assigned")]
async fn conferencing_assigned(assigned: ConferencingAssigned) {
    if let Some(_url) = assigned.event.join_url() {
        tracing::info!("the event {:?} has a link to join", assigned.event.event_id);
    }
}

/// An event was written without its conference.
#[cronofy_handler(interaction = "conferencing_failing")]
async fn conferencing_failing(failing: ConferencingFailing) {
    match failing.subtype {
        Some(ConferencingFailingSubtype::ProfileMissing) => tracing::info!("choose another conferencing profile"),
        other => tracing::info!("the service tries again: {other:?}"),
    }
}

/// A meeting agent is about to join its meeting.
#[cronofy_handler(interaction = "meeting_agent_activated")]
async fn meeting_agent_activated(activated: MeetingAgentActivated) {
    tracing::info!("{} is about to join", activated.meeting_agent.sub);
}

/// A meeting agent has finished, and what it recorded can be fetched.
#[cronofy_handler(interaction = "meeting_agent_complete")]
async fn meeting_agent_complete(complete: MeetingAgentComplete) {
    let agent = complete.meeting_agent;
    tracing::info!("recorded {:?}", agent.recorded());
    for transcript in agent.resources_of(ResourceCategory::Transcript) {
        tracing::info!("fetch {:?}", transcript.url);
    }
}

/// A meeting agent could not do its work.
#[cronofy_handler(interaction = "meeting_agent_failed")]
async fn meeting_agent_failed(failed: MeetingAgentFailed) {
    match failed.subtype {
        Some(MeetingAgentFailedSubtype::JoinTimeout) => tracing::info!("the agent was not let in"),
        other => tracing::info!("{} failed: {other:?}", failed.meeting_agent.sub),
    }
}

/// An event ends: the notification comes at the offset before or after it that the subscription asks for.
#[cronofy_handler(transition = "event_end")]
async fn event_end(end: EventEnd) {
    if let (Some(id), Some(ends_at)) = (&end.event.event_id, end.event.ends_at()) {
        tracing::info!("{id} ends at {ends_at}");
    }
}

/// An event starts: the notification comes at the offset before or after it that the subscription asks for.
#[cronofy_handler(transition = "event_start")]
async fn event_start(start: EventStart) {
    if let (Some(id), Some(starts_at)) = (&start.event.event_id, start.event.starts_at()) {
        tracing::info!("{id} starts at {starts_at}");
    }
}

/// Access to an account was granted or refused.
#[cronofy_handler(callback = "authorization")]
async fn authorization(authorization: Authorization) {
    let result = authorization.authorization;
    match result.code {
        Some(_code) => tracing::info!("exchange the code for tokens"),
        None => tracing::info!("refused: {:?}", result.error_key),
    }
}

/// A person chose a time on a real-time scheduling page, or said that no time suits: then the event has no `start`.
#[cronofy_handler(callback = "real_time_scheduling")]
async fn real_time_scheduling(scheduling: RealTimeScheduling) {
    match scheduling.event.starts_at() {
        Some(start) => tracing::info!("{:?} chose {start}", scheduling.user),
        None => tracing::info!("no time suits"),
    }
}

/// Everything else, and what the service adds later.
#[cronofy_handler(fallback)]
async fn anything_else(unhandled: Unhandled) {
    tracing::info!("no handler for {}: {}", unhandled.occurrence(), unhandled.reason());
}

/// All of them.
pub(crate) fn all() -> Handlers<impl ProvidedBy<App>> {
    handlers![
        change,
        conferencing_profile_disconnected,
        gdpr_requested,
        profile_disconnected,
        profile_initial_sync_completed,
        scheduling_conversation_joined,
        scheduling_conversation_updated,
        scheduling_request_time_chosen,
        smart_invite,
        verification,
        conferencing_assigned,
        conferencing_failing,
        meeting_agent_activated,
        meeting_agent_complete,
        meeting_agent_failed,
        event_end,
        event_start,
        authorization,
        real_time_scheduling,
        anything_else,
    ]
}

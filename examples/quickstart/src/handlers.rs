//! One handler for everything that the documentation describes.

use cronofy_hooks::payload::*;
use cronofy_hooks::{Handlers, Unhandled, cronofy_handler, handlers};

use crate::line::{LineReporter, Printer};

/// The calendars of a user changed: read the events that were modified since then.
#[cronofy_handler(notification = "change")]
async fn change(change: Change, reporter: LineReporter) {
    reporter.report("change", Some(&change.channel), None);
}

/// A channel was created: the answer confirms that it works.
#[cronofy_handler(notification = "verification")]
async fn verification(verification: Verification, reporter: LineReporter) {
    reporter.report("verification", Some(&verification.channel), None);
}

/// A calendar account is disconnected: ask the user to connect it again.
#[cronofy_handler(notification = "profile_disconnected")]
async fn profile_disconnected(disconnected: ProfileDisconnected, reporter: LineReporter) {
    reporter.report("profile_disconnected", Some(&disconnected.channel), None);
}

/// All events are there: read them once from the beginning.
#[cronofy_handler(notification = "profile_initial_sync_completed")]
async fn profile_initial_sync_completed(completed: ProfileInitialSyncCompleted, reporter: LineReporter) {
    reporter.report("profile_initial_sync_completed", Some(&completed.channel), None);
}

/// A conferencing account is disconnected: ask the user to connect it again.
#[cronofy_handler(notification = "conferencing_profile_disconnected")]
async fn conferencing_profile_disconnected(disconnected: ConferencingProfileDisconnected, reporter: LineReporter) {
    reporter.report("conferencing_profile_disconnected", Some(&disconnected.channel), None);
}

/// The user wants to be forgotten: delete what is stored about them.
#[cronofy_handler(notification = "gdpr_requested")]
async fn gdpr_requested(requested: GdprRequested, reporter: LineReporter) {
    reporter.report("gdpr_requested", Some(&requested.channel), None);
}

/// The user takes part in a scheduling conversation now: read it.
#[cronofy_handler(notification = "scheduling_conversation_joined")]
async fn scheduling_conversation_joined(joined: SchedulingConversationJoined, reporter: LineReporter) {
    reporter.report("scheduling_conversation_joined", Some(&joined.channel), None);
}

/// A scheduling conversation of the user changed: read it.
#[cronofy_handler(notification = "scheduling_conversation_updated")]
async fn scheduling_conversation_updated(updated: SchedulingConversationUpdated, reporter: LineReporter) {
    reporter.report("scheduling_conversation_updated", Some(&updated.channel), None);
}

/// A recipient replied to a smart invite.
#[cronofy_handler(notification = "smart_invite")]
async fn smart_invite(_invite: SmartInvite, reporter: LineReporter) {
    reporter.report("smart_invite", None, None);
}

/// A recipient chose a time for a scheduling request.
#[cronofy_handler(notification = "scheduling_request_time_chosen")]
async fn scheduling_request_time_chosen(_chosen: SchedulingRequestTimeChosen, reporter: LineReporter) {
    reporter.report("scheduling_request_time_chosen", None, None);
}

/// The event can be joined.
#[cronofy_handler(interaction = "conferencing_assigned")]
async fn conferencing_assigned(assigned: ConferencingAssigned, reporter: LineReporter) {
    reporter.report("conferencing_assigned", None, Some(&assigned.event));
}

/// The event has no conference, for a reason that has no handler of its own.
#[cronofy_handler(interaction = "conferencing_failing")]
async fn conferencing_failing(failing: ConferencingFailing, reporter: LineReporter) {
    reporter.report("conferencing_failing", None, Some(&failing.event));
}

/// The conferencing account of the event is gone: give the event another one.
#[cronofy_handler(interaction = "conferencing_failing", subtype = "profile_missing")]
async fn conferencing_failing_profile_missing(failing: ConferencingFailing, reporter: LineReporter) {
    reporter.report("conferencing_failing_profile_missing", None, Some(&failing.event));
}

/// A meeting agent is about to join.
#[cronofy_handler(interaction = "meeting_agent_activated")]
async fn meeting_agent_activated(activated: MeetingAgentActivated, reporter: LineReporter) {
    reporter.report("meeting_agent_activated", None, activated.event.as_ref());
}

/// The recordings of a meeting can be fetched.
#[cronofy_handler(interaction = "meeting_agent_complete")]
async fn meeting_agent_complete(complete: MeetingAgentComplete, reporter: LineReporter) {
    reporter.report("meeting_agent_complete", None, complete.event.as_ref());
}

/// A meeting agent failed, for a reason that has no handler of its own.
#[cronofy_handler(interaction = "meeting_agent_failed")]
async fn meeting_agent_failed(failed: MeetingAgentFailed, reporter: LineReporter) {
    reporter.report("meeting_agent_failed", None, failed.event.as_ref());
}

/// The meeting agent was not let in.
#[cronofy_handler(interaction = "meeting_agent_failed", subtype = "join_timeout")]
async fn meeting_agent_failed_join_timeout(failed: MeetingAgentFailed, reporter: LineReporter) {
    reporter.report("meeting_agent_failed_join_timeout", None, failed.event.as_ref());
}

/// An event starts: now, soon, or a while ago, as the subscription asked.
#[cronofy_handler(transition = "event_start")]
async fn event_start(start: EventStart, reporter: LineReporter) {
    reporter.report("event_start", None, Some(&start.event));
}

/// An event ends: now, soon, or a while ago, as the subscription asked.
#[cronofy_handler(transition = "event_end")]
async fn event_end(end: EventEnd, reporter: LineReporter) {
    reporter.report("event_end", None, Some(&end.event));
}

/// A real-time scheduling request is complete.
#[cronofy_handler(callback = "real_time_scheduling")]
async fn real_time_scheduling(scheduled: RealTimeScheduling, reporter: LineReporter) {
    reporter.report("real_time_scheduling", None, Some(&scheduled.event));
}

/// A user can be, or cannot be, accessed with a service account.
#[cronofy_handler(callback = "authorization")]
async fn authorization(_authorization: Authorization, reporter: LineReporter) {
    reporter.report("authorization", None, None);
}

/// What the service adds after this was written.
#[cronofy_handler(fallback)]
async fn fallback(_unhandled: Unhandled, reporter: LineReporter) {
    reporter.report("fallback", None, None);
}

/// All of them.
pub(crate) fn all() -> Handlers<impl cronofy_hooks::extract::ProvidedBy<Printer>> {
    handlers![
        change,
        verification,
        profile_disconnected,
        profile_initial_sync_completed,
        conferencing_profile_disconnected,
        gdpr_requested,
        scheduling_conversation_joined,
        scheduling_conversation_updated,
        smart_invite,
        scheduling_request_time_chosen,
        conferencing_assigned,
        conferencing_failing,
        conferencing_failing_profile_missing,
        meeting_agent_activated,
        meeting_agent_complete,
        meeting_agent_failed,
        meeting_agent_failed_join_timeout,
        event_start,
        event_end,
        real_time_scheduling,
        authorization,
        fallback,
    ]
}

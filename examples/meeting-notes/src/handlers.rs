//! A handler for each thing that a meeting agent reports.

use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::payload::{
    Event, MeetingAgentActivated, MeetingAgentComplete, MeetingAgentFailed, MeetingAgentFailedSubtype,
};
use cronofy_hooks::{BoxError, Handlers, Outcome, State, Tx, cronofy_handler, handlers};
use sqlx::Sqlite;

use crate::collector::Collector;
use crate::notes::{self, MeetingState};

/// The agent is about to join.
///
/// # Errors
/// When SQLite fails. Then it runs again, as all handlers here.
#[cronofy_handler(interaction = "meeting_agent_activated")]
pub async fn activated(activated: MeetingAgentActivated, mut tx: Tx<Sqlite>) -> Result<Outcome, BoxError> {
    let Some(event_id) = id_of(activated.event) else { return Ok(not_ours()) };
    notes::advance(tx.connection().await?, &event_id, MeetingState::Joining, None).await?;
    Ok(Outcome::Done)
}

/// The meeting is over: fetches what was recorded. While a recording is not there yet, the handler fails and runs again.
/// The notes and the mark of the inbox are one transaction.
///
/// # Errors
/// When the service or SQLite fails, or a recording is not there yet.
#[cronofy_handler(interaction = "meeting_agent_complete", retries = 100, backoff = "10s..10m", timeout = "30m")]
pub async fn complete(
    complete: MeetingAgentComplete,
    State(collector): State<Collector>,
    mut tx: Tx<Sqlite>,
) -> Result<Outcome, BoxError> {
    let Some(event_id) = id_of(complete.event) else { return Ok(not_ours()) };
    // Everything is fetched before the first write in the transaction, because it keeps others from writing.
    let Some(collected) = collector.collect(&event_id, &complete.meeting_agent).await? else {
        // It was reported before.
        return Ok(Outcome::Done);
    };
    notes::publish(tx.connection().await?, &event_id, &collected).await?;
    Ok(Outcome::Done)
}

/// The agent could not do its work.
///
/// # Errors
/// When SQLite fails.
#[cronofy_handler(interaction = "meeting_agent_failed")]
pub async fn failed(failed: MeetingAgentFailed, mut tx: Tx<Sqlite>) -> Result<Outcome, BoxError> {
    let Some(event_id) = id_of(failed.event) else { return Ok(not_ours()) };
    let reason = reason(failed.subtype.as_ref());
    notes::advance(tx.connection().await?, &event_id, MeetingState::Failed, Some(&reason)).await?;
    Ok(Outcome::Done)
}

/// All handlers. The application subscribes to what they take.
pub fn all() -> Handlers<impl ProvidedBy<Collector>> {
    handlers![activated, complete, failed, ..]
}

/// Why there are no notes, in words for people.
#[must_use]
pub fn reason(subtype: Option<&MeetingAgentFailedSubtype>) -> String {
    use MeetingAgentFailedSubtype as Why;
    let words = match subtype {
        Some(Why::MeetingAgentActivationFailed) => "The agent did not start.",
        Some(Why::MeetingAgentRejected) => "The agent was turned away, or was not allowed to record.",
        Some(Why::JoinTimeout) => "The agent was left in the waiting room.",
        Some(Why::AccessDenied) => "The agent was not allowed to join.",
        Some(Why::MeetingNotFound) => "There is no meeting at this address.",
        Some(Why::InternalError) => "Something broke while the agent was there.",
        Some(Why::MeetingAgentsDisabled) => "This application may not send agents: turn them on in its settings.",
        Some(Why::NoMeetingAuthorization) => "Zoom needs the permission of a participant first.",
        // The service adds reasons.
        Some(other) => return format!("The agent failed: {}.", other.as_str()),
        None => "The agent failed, and no reason is known.",
    };
    words.to_owned()
}

/// The application's own id of the event. Agents that were sent without an event have none.
fn id_of(event: Option<Event>) -> Option<String> {
    event?.event_id
}

fn not_ours() -> Outcome {
    Outcome::Discard("the agent belongs to no event of this application".into())
}

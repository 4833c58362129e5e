//! Three handlers: one is quick, one is slow, and one fails at first.
//!
//! Each writes its row in `Tx`, the transaction in which the inbox marks the notification as done.
//! So there is exactly one row for each notification, even if a process is killed.

use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::payload::{Change, EventStart, MeetingAgentComplete};
use cronofy_hooks::{Handlers, State, Tx, cronofy_handler, handlers};
use sqlx::Postgres;

use super::{App, database};
use crate::BoxError;
use crate::line::HandlerStep;

/// Quick: an event starts.
#[cronofy_handler(transition = "event_start")]
async fn remind(start: EventStart, State(app): State<App>, mut tx: Tx<Postgres>) -> Result<(), BoxError> {
    let subject = start.event.event_id.unwrap_or_else(|| "unknown".to_owned());
    database::insert(&mut tx, &subject, "remind", &app.process).await?;
    app.show(&subject, "remind", HandlerStep::Done, "");
    Ok(())
}

/// Slow: the recording of a meeting can be fetched. A process that is killed meanwhile takes its row
/// with it: the transaction was not committed, and another process begins anew.
#[cronofy_handler(interaction = "meeting_agent_complete")]
async fn save_recording(
    complete: MeetingAgentComplete,
    State(app): State<App>,
    mut tx: Tx<Postgres>,
) -> Result<(), BoxError> {
    let subject = complete.meeting_agent.sub;
    app.show(&subject, "save_recording", HandlerStep::Begins, "this takes a while");
    database::insert(&mut tx, &subject, "save_recording", &app.process).await?;
    // Stands for what takes long in your application.
    tokio::time::sleep(app.fetching).await;
    app.show(&subject, "save_recording", HandlerStep::Done, "");
    Ok(())
}

/// Fails at first: the calendar of a user changed. What it wrote before it failed is rolled back, and
/// any free process tries again.
#[cronofy_handler(notification = "change", backoff = "200ms..5s")]
async fn sync_calendar(change: Change, State(app): State<App>, mut tx: Tx<Postgres>) -> Result<(), BoxError> {
    let subject = change.channel.channel_id;
    database::insert(&mut tx, &subject, "sync_calendar", &app.process).await?;
    if database::is_first_try(&app.pool, &subject).await? {
        app.show(&subject, "sync_calendar", HandlerStep::Fails, "and will run again");
        return Err("the calendar did not answer".into());
    }
    app.show(&subject, "sync_calendar", HandlerStep::Done, "");
    Ok(())
}

/// All of them; everything else is acknowledged, and nothing is done about it.
pub(super) fn all() -> Handlers<impl ProvidedBy<App>> {
    handlers![remind, save_recording, sync_calendar, ..]
}

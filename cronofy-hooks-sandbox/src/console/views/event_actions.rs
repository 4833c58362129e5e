//! Moves and deletes events, and sets how their agents end.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;

use crate::console::{Console, FormFields, form_time};
use crate::world::World;
use crate::world::rules::{EventAuthor, EventRef, EventWrite, failures};

/// `POST /calendar/events/{event_uid}/move`
pub(crate) async fn move_it(State(console): State<Console>, Path(uid): Path<String>, posted: FormFields) -> Response {
    let path = format!("/calendar/events/{uid}");
    let new_start = |from: Timestamp| match posted.filled("by") {
        Some(minutes) => minutes.parse::<i32>().ok().and_then(|by| from.checked_add(by.minutes()).ok()),
        None => form_time::parse(posted.field("start")),
    };
    match console.shared.change(|world| move_event(world, &uid, new_start)) {
        Some(()) => console.done(&path, "Moved the event as a user."),
        None => console.refused(
            &path,
            "The event cannot be moved there. Write the start as a date and a time, or move it by fewer minutes.",
        ),
    }
}

/// Moves an event, and keeps its duration.
fn move_event(world: &mut World, uid: &str, new_start: impl FnOnce(Timestamp) -> Option<Timestamp>) -> Option<()> {
    let event = world.events.get(uid).filter(|it| !it.deleted)?;
    let (from, until) = (world.starts_at(event), world.ends_at(event));
    let start = new_start(from)?;
    let end = start.checked_add(until.duration_since(from)).ok()?;
    let calendar_id = event.calendar_id.clone();
    let account_id = world.owner_of(&calendar_id)?;
    let body = json!({ "event_uid": uid, "start": start.to_string(), "end": end.to_string() });
    let write: EventWrite = serde_json::from_value(body).ok()?;
    world.upsert_event(&account_id, &calendar_id, write, EventAuthor::User).ok().map(drop)
}

/// `POST /calendar/events/{event_uid}/delete`
pub(crate) async fn delete(State(console): State<Console>, Path(uid): Path<String>, posted: FormFields) -> Response {
    let path = format!("/calendar/events/{uid}");
    let (by, who) = match posted.field("who") {
        "application" => (EventAuthor::Application, "the application"),
        _ => (EventAuthor::User, "a user"),
    };
    let deleted = console.shared.change(|world| {
        let calendar_id = world.events.get(&uid)?.calendar_id.clone();
        let account_id = world.owner_of(&calendar_id)?;
        world.delete_event(&account_id, &calendar_id, &EventRef::Uid(uid.clone()), by).ok()
    });
    match deleted {
        Some(()) => console.done(&path, format!("Deleted the event as {who}.")),
        None => console.refused(&path, "The event is already deleted."),
    }
}

/// `POST /calendar/agent`
pub(crate) async fn set_agent(State(console): State<Console>, posted: FormFields) -> Response {
    let sub = posted.field("sub");
    let outcome = failures().find(|it| *it == posted.field("outcome"));
    let (known, path) = console.shared.change(|world| {
        let event = world.agents.get(sub).and_then(|it| it.event_uid.clone());
        let path = event.map_or_else(|| "/calendar".to_owned(), |uid| format!("/calendar/events/{uid}"));
        (world.set_agent_failure(sub, outcome.map(str::to_owned)), path)
    });
    match (known, outcome) {
        (true, Some(subtype)) => console.done(&path, format!("The agent will fail: {subtype}.")),
        (true, None) => console.done(&path, "The agent will complete."),
        (false, _) => console.refused(&path, "The agent has already ended, so how it ends cannot be changed."),
    }
}

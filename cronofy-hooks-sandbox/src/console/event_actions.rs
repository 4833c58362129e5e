//! What somebody does to an event: moves it, deletes it, decides how its agent ends.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;

use super::pages::Console;
use super::posted::Posted;
use super::when;
use crate::world::World;
use crate::world::agent_life::failures;
use crate::world::write::{By, EventRef, EventWrite};

/// `POST /calendar/events/{event_uid}/move`
pub(super) async fn move_it(State(console): State<Console>, Path(uid): Path<String>, posted: Posted) -> Response {
    let path = format!("/calendar/events/{uid}");
    let wanted = |from: Timestamp| match posted.filled("by") {
        Some(minutes) => minutes.parse::<i32>().ok().and_then(|by| from.checked_add(by.minutes()).ok()),
        None => when::read(posted.field("start")),
    };
    match console.shared.change(|world| move_event(world, &uid, wanted)) {
        Some(()) => console.done(&path, "Somebody moved the event."),
        None => console.refused(
            &path,
            "The event cannot be moved there. Write the start as a date and a time, or move it by fewer minutes.",
        ),
    }
}

/// As long as it was.
fn move_event(world: &mut World, uid: &str, wanted: impl FnOnce(Timestamp) -> Option<Timestamp>) -> Option<()> {
    let event = world.events.get(uid).filter(|it| !it.deleted)?;
    let (from, until) = (world.starts_at(event), world.ends_at(event));
    let start = wanted(from)?;
    let end = start.checked_add(until.duration_since(from)).ok()?;
    let calendar_id = event.calendar_id.clone();
    let account_id = world.calendars.get(&calendar_id)?.account_id.clone();
    let body = json!({ "event_uid": uid, "start": start.to_string(), "end": end.to_string() });
    let write: EventWrite = serde_json::from_value(body).ok()?;
    world.upsert_event(&account_id, &calendar_id, write, By::Somebody).ok().map(drop)
}

/// `POST /calendar/events/{event_uid}/delete`
pub(super) async fn delete(State(console): State<Console>, Path(uid): Path<String>, posted: Posted) -> Response {
    let path = format!("/calendar/events/{uid}");
    let (by, who) = match posted.field("who") {
        "application" => (By::Application, "The application"),
        _ => (By::Somebody, "Somebody"),
    };
    let deleted = console.shared.change(|world| {
        let calendar_id = world.events.get(&uid)?.calendar_id.clone();
        let account_id = world.calendars.get(&calendar_id)?.account_id.clone();
        world.delete_event(&account_id, &calendar_id, &EventRef::Uid(uid.clone()), by).then_some(())
    });
    match deleted {
        Some(()) => console.done(&path, format!("{who} deleted the event.")),
        None => console.refused(&path, "The event is deleted already."),
    }
}

/// `POST /calendar/agent`
pub(super) async fn set_agent(State(console): State<Console>, posted: Posted) -> Response {
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
        (false, _) => console.refused(&path, "The agent has ended already, so its end is not to be changed."),
    }
}

//! The calendars: their days and their events.

use axum::extract::{Query, State};
use axum::response::Response;
use cronofy_hooks_contract::text::{counted, relative_time};
use http::HeaderMap;
use jiff::Timestamp;
use maud::{Markup, html};

use super::calendar_grid::{self, GridQuery};
use super::status::{conference, dash, stage, table};
use crate::console::{BadgeTone, Console, ConsoleView, badge, head, personal, time};
use crate::world::model::{Event, TriggerState, World};

const SHOWN: usize = 100;
const COLUMNS: [&str; 6] = ["Starts", "Event", "Created by", "Conference", "Agent", "Next trigger"];

/// `GET /calendar`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, query: Query<GridQuery>) -> Response {
    let content = console.shared.read(|world| {
        html! {
            (head("Calendar", &html! {
                "The events in the calendars of all " a href="/accounts" { "accounts" } ". As in the real service, the \
                 channels are notified of changes that your application did not make."
            }))
            p { a.button href="/calendar/new" { "New event" } " " a.button href="/calendar/scheduling" { "Scheduling" } }
            (calendar_grid::show(world, &query))
            section aria-labelledby="events" {
                h2 id="events" { "Events" }
                (events(world))
            }
        }
    });
    console.page(&headers, ConsoleView::Calendar, "Calendar", &content)
}

fn events(world: &World) -> Markup {
    let mut events: Vec<_> = world.events.values().map(|event| (world.starts_at(event), event)).collect();
    let total = events.len();
    // Future events come first, the nearest first; then past events, the latest first.
    events.sort_by_key(|(at, _)| (*at < world.now, at.duration_since(world.now).abs()));
    events.truncate(SHOWN);
    html! {
        @if events.is_empty() {
            p.empty { "The calendars are empty. " a href="/calendar/new" { "Create an event" } " as a user, and the channels are notified; or as the application, with subscriptions." }
        } @else {
            (table("Events", &COLUMNS, &html! { @for (at, event) in events { (row(world, at, event)) } }))
            @if total > SHOWN { p.quiet { "The " (SHOWN) " nearest of " (counted(total as u64, "event", "events")) "." } }
        }
    }
}

fn row(world: &World, at: Timestamp, event: &Event) -> Markup {
    let calendar = world.calendars.get(&event.calendar_id).map_or("", |it| it.calendar_name.as_str());
    let next =
        event.triggers.iter().filter(|it| it.state == TriggerState::Planned && !event.deleted).map(|it| it.at).min();
    html! {
        tr id=(event.event_uid) {
            td data-label="Starts" { div { (time(at)) div.quiet { (relative_time(at, world.now)) } } }
            th scope="row" {
                a href=(format!("/calendar/events/{}", event.event_uid)) { (personal().event(event)) }
                @if event.deleted { " " (badge(BadgeTone::Plain, "deleted")) }
                div.quiet { (calendar) }
            }
            td data-label="Created by" { @if event.managed() { "the application" } @else { "a user" } }
            td data-label="Conference" { (conference(event)) }
            td data-label="Agent" { @match event.agent.as_ref().and_then(|sub| world.agents.get(sub)) { Some(it) => (stage(it.stage)), None => (dash()) } }
            td data-label="Next trigger" { @match next { Some(at) => (relative_time(at, world.now)), None => (dash()) } }
        }
    }
}

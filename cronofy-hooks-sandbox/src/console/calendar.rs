//! The calendars: who is there, and what is in them.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use jiff::Timestamp;
use maud::{Markup, html};

use super::layout::{View, head};
use super::pages::Console;
use super::people;
use super::words::{Tone, badge, count, relative, time};
use crate::world::World;
use crate::world::agent::Stage;
use crate::world::event::Event;
use crate::world::trigger::TriggerState;

const SHOWN: usize = 100;

/// `GET /calendar`
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap) -> Response {
    let content = console.shared.read(|world| {
        html! {
            (head("Calendar", &html! {
                "The users of this simulated service, and the events in their calendars. What somebody other than your \
                 application does here is told to its channels, as in the real service."
            }))
            p { a.button href="/calendar/new" { "New event" } }
            section aria-labelledby="events" {
                h2 id="events" { "Events" }
                (events(world))
            }
            (people::accounts(&console, world))
        }
    });
    console.page(&headers, View::Calendar, "Calendar", &content)
}

fn events(world: &World) -> Markup {
    let mut events: Vec<_> = world.events.values().map(|event| (world.starts_at(event), event)).collect();
    let total = events.len();
    // What is to come first, the nearest first; then what has been, the latest first.
    events.sort_by_key(|(at, _)| (*at < world.now, at.duration_since(world.now).abs()));
    events.truncate(SHOWN);
    html! {
        @if events.is_empty() {
            p.empty { "The calendars are empty. " a href="/calendar/new" { "Create an event" } ": somebody makes one, and the channels are told; or your application makes one, with subscriptions." }
        } @else {
            table.cards {
                caption.hidden { "Events" }
                thead { tr {
                    th scope="col" { "Starts" } th scope="col" { "Event" } th scope="col" { "Made by" }
                    th scope="col" { "Conference" } th scope="col" { "Agent" } th scope="col" { "Next trigger" }
                } }
                tbody { @for (at, event) in events { (row(world, at, event)) } }
            }
            @if total > SHOWN { p.quiet { "The " (SHOWN) " nearest of " (count(total, "event", "events")) "." } }
        }
    }
}

fn row(world: &World, at: Timestamp, event: &Event) -> Markup {
    let calendar = world.calendars.get(&event.calendar_id).map_or("", |it| it.calendar_name.as_str());
    let next =
        event.triggers.iter().filter(|it| it.state == TriggerState::Planned && !event.deleted).map(|it| it.at).min();
    html! {
        tr id=(event.event_uid) {
            td data-label="Starts" { div { (time(at)) div.quiet { (relative(world.now, at)) } } }
            th scope="row" {
                a href=(format!("/calendar/events/{}", event.event_uid)) { @if event.summary.is_empty() { "without a name" } @else { (event.summary) } }
                @if event.deleted { " " (badge(Tone::Plain, "deleted")) }
                div.quiet { (calendar) }
            }
            td data-label="Made by" { @if event.managed() { "the application" } @else { "somebody" } }
            td data-label="Conference" { (conference(event)) }
            td data-label="Agent" { (agent(world, event)) }
            td data-label="Next trigger" { @match next { Some(at) => (relative(world.now, at)), None => span.quiet { "–" } } }
        }
    }
}

pub(super) fn conference(event: &Event) -> Markup {
    match &event.conferencing {
        None => html! { span.quiet { "–" } },
        Some(it) if it.join_url.is_some() => badge(Tone::Good, "assigned"),
        Some(it) if it.failures > 0 => badge(Tone::Bad, "failing"),
        Some(_) => badge(Tone::Waiting, "pending"),
    }
}

pub(super) fn agent(world: &World, event: &Event) -> Markup {
    match event.agent.as_ref().and_then(|sub| world.agents.get(sub)) {
        None => html! { span.quiet { "–" } },
        Some(it) => stage(it.stage),
    }
}

pub(super) fn stage(stage: Stage) -> Markup {
    match stage {
        Stage::Scheduled => badge(Tone::Plain, "scheduled"),
        Stage::Activated => badge(Tone::Waiting, "activated"),
        Stage::Complete => badge(Tone::Good, "complete"),
        Stage::Failed => badge(Tone::Bad, "failed"),
        Stage::Cancelled => badge(Tone::Plain, "cancelled"),
    }
}

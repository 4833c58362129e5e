//! One event: its triggers and their windows, its conference, its agent, and what can happen to it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use maud::{Markup, html};

use super::calendar::{conference, stage};
use super::layout::View;
use super::pages::Console;
use super::subscriptions::asks;
use super::words::{Tone, badge, relative, state, time};
use super::{timeline, when};
use crate::world::World;
use crate::world::agent::{MeetingAgent, Stage};
use crate::world::agent_life::failures;
use crate::world::delivery::About;
use crate::world::event::Event;

const STEPS: [(i64, &str); 5] = [
    (-60, "1 hour earlier"),
    (-15, "15 minutes earlier"),
    (15, "15 minutes later"),
    (60, "1 hour later"),
    (1_440, "1 day later"),
];

/// `GET /calendar/events/{event_uid}`
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap, Path(uid): Path<String>) -> Response {
    let found = console
        .shared
        .read(|world| world.events.get(&uid).map(|event| (event.summary.clone(), content(&console, world, event))));
    match found {
        Some((summary, content)) => console.page(&headers, View::Calendar, &summary, &content),
        None => {
            let content = html! { h1 { "Event" } p.empty { "There is no such event. " a href="/calendar" { "Show the calendar" } "." } };
            (StatusCode::NOT_FOUND, console.page(&headers, View::Calendar, "Event", &content)).into_response()
        }
    }
}

fn content(console: &Console, world: &World, event: &Event) -> Markup {
    let name = if event.summary.is_empty() { "Event without a name" } else { event.summary.as_str() };
    html! {
        p.back { a href="/calendar" { "Calendar" } }
        div.title { h1 { (name) } @if event.deleted { (badge(Tone::Plain, "deleted")) } }
        p.lead {
            @if event.managed() { "The application made this event, and is told what it subscribed to." }
            @else { "Somebody made this event. Channels are told that something changed; the application reads what." }
        }
        (facts(world, event))
        section aria-labelledby="triggers" {
            h2 id="triggers" { "Triggers and their windows" }
            (timeline::show(world, event))
        }
        @if let Some(agent) = event.agent.as_ref().and_then(|sub| world.agents.get(sub)) { (agent_panel(console, world, agent)) }
        @if !event.deleted { (actions(console, world, event)) }
        (told(world, event))
    }
}

fn facts(world: &World, event: &Event) -> Markup {
    let (start, end) = (world.starts_at(event), world.ends_at(event));
    let calendar = world.calendars.get(&event.calendar_id);
    html! {
        dl.facts {
            div { dt { "Starts" } dd { (time(start)) ", " (relative(world.now, start)) } }
            div { dt { "Ends" } dd { (time(end)) ", " (relative(world.now, end)) } }
            div { dt { "Calendar" } dd { @if let Some(it) = calendar { (it.calendar_name) } } }
            div { dt { "event_uid" } dd.id { (event.event_uid) } }
            @if let Some(id) = &event.event_id { div { dt { "event_id, of the application" } dd.id { (id) } } }
            div { dt { "Conference" } dd {
                (conference(event))
                @if let Some(it) = &event.conferencing {
                    @if let Some(url) = &it.join_url { div.url { (url) } }
                    @else if it.failures > 0 { div.quiet { "failed " (it.failures) " times, and tried again from time to time" } }
                }
            } }
            @for it in &event.subscriptions {
                div.broad { dt { "Subscription" } dd { (asks(it).join(", ")) div.url { (it.uri) } } }
            }
        }
    }
}

fn agent_panel(console: &Console, world: &World, agent: &MeetingAgent) -> Markup {
    let open = matches!(agent.stage, Stage::Scheduled | Stage::Activated);
    html! {
        section.panel aria-labelledby="agent" {
            h2 id="agent" { "Meeting agent " (stage(agent.stage)) }
            p { "It joins at " (time(agent.join_at)) ", " (relative(world.now, agent.join_at)) ". " span.id { (agent.sub) } }
            @if open {
                form.row method="post" action="/calendar/agent" {
                    (console.token())
                    input type="hidden" name="sub" value=(agent.sub);
                    label { "How it ends"
                        select name="outcome" {
                            option value="" selected[agent.fails_with.is_none()] { "It completes" }
                            @for it in failures() {
                                option value=(it) selected[agent.fails_with.as_deref() == Some(it)] { "It fails: " (it) }
                            }
                        }
                    }
                    button type="submit" { "Set" }
                }
            }
        }
    }
}

fn actions(console: &Console, world: &World, event: &Event) -> Markup {
    let path = format!("/calendar/events/{}", event.event_uid);
    let start = when::typed(world.starts_at(event));
    html! {
        section.panel aria-labelledby="happens" {
            h2 id="happens" { "Somebody changes it" }
            p.quiet { "The channels of the account are told, and its triggers follow." }
            div.buttons {
                @for (minutes, words) in STEPS { (console.button(&format!("{path}/move"), words, &[("by", &minutes.to_string())])) }
            }
            form.row method="post" action=(format!("{path}/move")) {
                (console.token())
                label { "Starts (UTC)" input type="datetime-local" name="start" value=(start); }
                button type="submit" { "Move it there" }
            }
            div.buttons {
                (console.button(&format!("{path}/delete"), "Somebody deletes it", &[("who", "somebody")]))
                @if event.managed() { (console.button(&format!("{path}/delete"), "The application deletes it", &[("who", "application")])) }
            }
        }
    }
}

fn told(world: &World, event: &Event) -> Markup {
    let about = About::Event(event.event_uid.clone());
    let agent = event.agent.clone().map(About::Agent);
    let of = |it: &About| *it == about || Some(it) == agent.as_ref();
    let deliveries: Vec<_> = world.deliveries.values().rev().filter(|it| of(&it.about)).take(50).collect();
    html! {
        section aria-labelledby="told-of-it" {
            h2 id="told-of-it" { "What was told of it" }
            @if deliveries.is_empty() { p.empty { "Nothing yet." } }
            @else {
                table.cards {
                    caption.hidden { "What was told of it" }
                    thead { tr { th scope="col" { "Time" } th scope="col" { "Notification" } th scope="col" { "State" } } }
                    tbody { @for it in deliveries {
                        tr {
                            td data-label="Time" { (time(it.created)) }
                            th scope="row" { a href=(format!("/deliveries/{}", it.number)) { (it.name) } @if let Some(subtype) = &it.subtype { " " span.subtype { (subtype) } } }
                            td data-label="State" { (state(it, world.now)) }
                        }
                    } }
                }
            }
        }
    }
}

//! One event: its triggers, its conference, its agent, and buttons that change it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use cronofy_hooks_contract::text::relative_time;
use http::{HeaderMap, StatusCode};
use maud::{Markup, html};

use super::status;
use super::subscriptions::{requests, unlisted, warning};
use super::timeline;
use crate::console::{Ask, BadgeTone, Console, ConsoleView, badge, choice, form_time, personal, state, time};
use crate::world::model::{Delivery, EffectSubject, Event, MeetingAgent, NotificationSubject, World};
use crate::world::rules::failures;

const STEPS: [(i64, &str); 5] = [
    (-60, "1 hour earlier"),
    (-15, "15 minutes earlier"),
    (15, "15 minutes later"),
    (60, "1 hour later"),
    (1_440, "1 day later"),
];

/// `GET /calendar/events/{event_uid}`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, Path(uid): Path<String>) -> Response {
    let found = console.shared.read(|world| {
        world.events.get(&uid).map(|event| (personal().event(event).into_owned(), content(&console, world, event)))
    });
    match found {
        Some((name, content)) => console.page(&headers, ConsoleView::Calendar, &name, &content),
        None => {
            let content = html! { h1 { "Event" } p.empty { "There is no such event. " a href="/calendar" { "Show the calendar" } "." } };
            (StatusCode::NOT_FOUND, console.page(&headers, ConsoleView::Calendar, "Event", &content)).into_response()
        }
    }
}

fn content(console: &Console, world: &World, event: &Event) -> Markup {
    html! {
        p.back { a href="/calendar" { "Calendar" } }
        div.title {
            h1 { (personal().event(event)) }
            @if event.deleted { (badge(BadgeTone::Plain, "deleted")) }
            div.actions { a.button href=(format!("/trigger?of={}", event.event_uid)) { "Trigger a notification of it" } }
        }
        p.lead {
            @if event.managed() { "The application created this event, and gets the notifications that it subscribed to." }
            @else { "A user created this event. Channels are notified of changes; the application reads what changed." }
        }
        (facts(world, event))
        section aria-labelledby="triggers" {
            h2 id="triggers" { "In time" }
            (timeline::show(world, event))
        }
        @if let Some(agent) = event.agent.as_ref().and_then(|sub| world.agents.get(sub)) { (agent_panel(console, world, agent)) }
        @if !event.deleted { (actions(console, world, event)) }
        (notifications(world, event))
        (calls(world, event))
    }
}

fn facts(world: &World, event: &Event) -> Markup {
    let (start, end) = (world.starts_at(event), world.ends_at(event));
    let calendar = world.calendars.get(&event.calendar_id);
    html! {
        dl.facts {
            div { dt { "Starts" } dd { (time(start)) ", " (relative_time(start, world.now)) } }
            div { dt { "Ends" } dd { (time(end)) ", " (relative_time(end, world.now)) } }
            div { dt { "Calendar" } dd { @if let Some(it) = calendar { (it.calendar_name) } } }
            div { dt { "event_uid" } dd.id { (event.event_uid) } }
            @if let Some(id) = &event.event_id { div { dt { "event_id, of the application" } dd.id { (id) } } }
            div { dt { "Conference" } dd {
                (status::conference(event))
                @if let Some(it) = &event.conferencing {
                    @if let Some(url) = &it.join_url { div.url { (personal().text(url)) } }
                    @else if it.failures > 0 { div.quiet { "failed " (it.failures) " times; the service retries" } }
                }
            } }
            @for it in &event.subscriptions {
                div.broad { dt { "Subscription" } dd { (requests(it).join(", ")) div.url { (it.uri) } @for name in unlisted(it) { (warning(name)) } } }
            }
        }
    }
}

fn agent_panel(console: &Console, world: &World, agent: &MeetingAgent) -> Markup {
    let outcomes = failures().map(|it| (it, format!("It fails: {it}")));
    let outcomes = std::iter::once(("", "It completes".to_owned())).chain(outcomes);
    html! {
        section.panel aria-labelledby="agent" {
            h2 id="agent" { "Meeting agent " (status::stage(agent.stage)) }
            p { "It joins at " (time(agent.join_at)) ", " (relative_time(agent.join_at, world.now)) ". " span.id { (agent.sub) } }
            (status::created_by(world, NotificationSubject::Agent(agent.sub.clone())))
            @if agent.is_active() {
                form.row method="post" action="/calendar/agent" {
                    (console.token())
                    input type="hidden" name="sub" value=(agent.sub);
                    (choice("How it ends", "outcome", agent.fails_with.as_deref().unwrap_or_default(), outcomes))
                    button type="submit" { "Set" }
                }
            }
        }
    }
}

fn actions(console: &Console, world: &World, event: &Event) -> Markup {
    let path = format!("/calendar/events/{}", event.event_uid);
    let start = form_time::format(world.starts_at(event));
    html! {
        section.panel aria-labelledby="change" {
            h2 id="change" { "Change it as a user" }
            p.quiet { "The channels of the account are notified, and its triggers follow." }
            div.buttons {
                @for (minutes, label) in STEPS { (console.button(&format!("{path}/move"), label, &[("by", &minutes.to_string())])) }
            }
            form.row method="post" action=(format!("{path}/move")) {
                (console.token())
                label { "Starts (UTC)" input type="datetime-local" name="start" value=(start); }
                button type="submit" { "Move it there" }
            }
            div.buttons {
                (delete(console, event, "user", "as a user", "This deletes the event, and notifies the channels of the account."))
                @if event.managed() {
                    (delete(console, event, "application", "as the application", "This deletes the event. No channel is notified of what the application does itself."))
                }
            }
        }
    }
}

fn delete(console: &Console, event: &Event, who: &str, as_whom: &str, consequence: &str) -> Markup {
    let ask = Ask {
        action: &format!("/calendar/events/{}/delete", event.event_uid),
        label: &format!("Delete {as_whom}"),
        of: "",
        consequence,
        fields: &[("who", who)],
    };
    console.asking(&ask)
}

fn notifications(world: &World, event: &Event) -> Markup {
    let subject = NotificationSubject::Event(event.event_uid.clone());
    let agent = event.agent.clone().map(NotificationSubject::Agent);
    let of = |it: &NotificationSubject| *it == subject || Some(it) == agent.as_ref();
    let reports = |it: &&Delivery| of(&it.subject) || it.changed_events.contains(&event.event_uid);
    let deliveries: Vec<_> = world.deliveries.values().rev().filter(reports).take(50).collect();
    html! {
        section aria-labelledby="notifications" {
            h2 id="notifications" { "Notifications" }
            @if deliveries.is_empty() { p.empty { "Nothing yet." } }
            @else {
                (status::table("Notifications", &["Time", "Notification", "State"], &html! { @for it in deliveries {
                    tr {
                        td data-label="Time" { (time(it.created)) }
                        th scope="row" { (status::link(it)) (status::subtype(it)) }
                        td data-label="State" { (state(it, world.now)) }
                    }
                } }))
            }
        }
    }
}

/// The calls that wrote it.
fn calls(world: &World, event: &Event) -> Markup {
    let subject = EffectSubject::from(NotificationSubject::Event(event.event_uid.clone()));
    let calls: Vec<_> = world.calls_that_wrote(&subject).take(50).collect();
    html! {
        @if !calls.is_empty() {
            section aria-labelledby="calls" {
                h2 id="calls" { "API calls" }
                (status::table("API calls", &["Time", "Call", "What it did"], &html! { @for (call, verb) in calls {
                    tr {
                        td data-label="Time" { (time(call.at)) }
                        th scope="row" { (status::call(world, call.number)) }
                        td data-label="What it did" { (verb.word()) }
                    }
                } }))
            }
        }
    }
}

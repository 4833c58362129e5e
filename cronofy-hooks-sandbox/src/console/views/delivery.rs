//! One delivery: every attempt, with its request and its answer.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use cronofy_hooks_contract::text::relative_time;
use http::{HeaderMap, StatusCode};
use maud::{Markup, html};
use serde::Deserialize;

use super::deliveries::LIST;
use super::{exchange, missing, status, waterfall};
use crate::console::{BadgeTone, Console, ConsoleView, badge, explanation, outcome, personal, pretty, state, time};
use crate::world::model::{Attempt, Delivery, DeliveryCause, DeliveryState, NotificationSubject, World};
use crate::world::rules::DeliverySearch;

/// The attempt to show, the latest unless it is named; and the search of the list that led here.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct AttemptQuery {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    q: String,
}

/// `GET /deliveries/{number}`
pub(crate) async fn page(
    State(console): State<Console>,
    headers: HeaderMap,
    Path(number): Path<u64>,
    query: Query<AttemptQuery>,
) -> Response {
    let found =
        console.shared.read(|world| world.deliveries.get(&number).map(|it| content(&console, world, it, &query)));
    let title = format!("Delivery {number}");
    match found {
        Some(content) => console.page(&headers, ConsoleView::Deliveries, &title, &content),
        None => {
            let what = "There is no such delivery. The sandbox keeps the newest ones only.";
            let content = missing::content(what, LIST.path, "Show them");
            (StatusCode::NOT_FOUND, console.page(&headers, ConsoleView::Deliveries, &title, &content)).into_response()
        }
    }
}

/// `POST /deliveries/{number}/replay`
pub(crate) async fn replay(State(console): State<Console>, Path(number): Path<u64>) -> Response {
    match console.shared.change(|world| world.replay(number)) {
        // The page shows how it ends.
        Some(again) => Redirect::to(&format!("/deliveries/{again}")).into_response(),
        None => {
            console.refused("/", format!("The sandbox no longer has delivery {number}, so it cannot be sent again."))
        }
    }
}

fn content(console: &Console, world: &World, delivery: &Delivery, query: &AttemptQuery) -> Markup {
    let number = delivery.number;
    let named = delivery.attempts.iter().find(|it| query.attempt.parse() == Ok(it.number));
    let shown = named.or(delivery.attempts.last());
    html! {
        (neighbours(world, delivery, &query.q))
        div.title {
            h1 { (delivery.name) (status::subtype(delivery)) }
            (state(delivery, world.now))
            div.actions {
                a.button href=(format!("/trigger?from={number}")) { "Edit and resend" }
                (console.button(&format!("/deliveries/{number}/replay"), "Replay", &[]))
            }
        }
        p.lead {
            @if status::is_manual(delivery) { "Sent manually: what it reports did not happen. From the service it means: " }
            (explanation(&delivery.name))
        }
        (facts(world, delivery))
        @match shown {
            Some(attempt) => (exchange::section(world, delivery, attempt)),
            None => section aria-labelledby="body" {
                h2 id="body" { "Body" }
                (pretty(&personal().body(&delivery.body), "Body"))
            },
        }
        section aria-labelledby="attempts" {
            h2 id="attempts" { "Attempts" }
            (waterfall::show(world, delivery, shown, &query.q))
        }
    }
}

/// The way back to the list, and to the deliveries beside this one in it.
fn neighbours(world: &World, delivery: &Delivery, text: &str) -> Markup {
    let search = DeliverySearch::parse(text);
    let matches = |it: &&Delivery| search.matches(world, it);
    let newer = world.deliveries.range(delivery.number + 1..).map(|(_, it)| it).find(matches);
    let older = world.deliveries.range(..delivery.number).rev().map(|(_, it)| it).find(matches);
    LIST.neighbours(text, newer.map(|it| it.number), older.map(|it| it.number))
}

fn facts(world: &World, delivery: &Delivery) -> Markup {
    let copies =
        world.deliveries.values().filter(|it| it.cause.and_then(DeliveryCause::original) == Some(delivery.number));
    let (replays, edited): (Vec<_>, Vec<_>) = copies.partition(|it| it.replay_of().is_some());
    html! {
        dl.facts {
            div { dt { "Number" } dd { (delivery.number) } }
            div { dt { "Created" } dd { (time(delivery.created)) } }
            div { dt { "About" } dd { (status::subject(world, &delivery.subject)) } }
            div { dt { "Sent to" } dd.url { (delivery.url) } }
            div { dt { "Deadline" } dd { (delivery.deadline.as_secs()) " s for an answer" } }
            @if let DeliveryState::Waiting(at) = delivery.state {
                div { dt { "Next attempt" } dd { (time(at)) ", " (relative_time(at, world.now)) } }
            }
            @if let Some(cause) = status::cause(world, delivery) { div { dt { "Caused by" } dd { (cause) } } }
            @if !delivery.changed_events.is_empty() {
                div { dt { "Changed" } dd {
                    @for uid in &delivery.changed_events {
                        div { (status::subject(world, &NotificationSubject::Event(uid.clone()))) }
                    }
                } }
            }
            @match delivery.cause {
                Some(DeliveryCause::Replay(number)) => div { dt { "Replay of" } dd { (other(number)) } },
                Some(DeliveryCause::Edited(number)) => div { dt { "Edited from" } dd { (other(number)) } },
                _ => {},
            }
            @for (term, copies) in [("Replayed as", replays), ("Edited and sent as", edited)] {
                @if !copies.is_empty() {
                    div { dt { (term) } dd { @for it in copies { (other(it.number)) " " } } }
                }
            }
        }
    }
}

fn other(number: u64) -> Markup {
    html! { a href=(format!("/deliveries/{number}")) { "delivery " (number) } }
}

pub(super) fn result(attempt: &Attempt) -> Markup {
    let tone = match &attempt.outcome {
        None => BadgeTone::Plain,
        Some(outcome) if outcome.succeeded() => BadgeTone::Good,
        Some(_) => BadgeTone::Bad,
    };
    badge(tone, &outcome(attempt))
}

//! One delivery: body, headers, every attempt.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use cronofy_hooks_contract::text::{latency, relative_time};
use http::{HeaderMap, StatusCode};
use maud::{Markup, html};

use super::status;
use crate::console::{BadgeTone, Console, ConsoleView, badge, explanation, fault_name, outcome, pretty, state, time};
use crate::world::model::{Attempt, Delivery, DeliveryState, World};

const COLUMNS: [&str; 6] = ["Attempt", "Time", "Outcome", "Latency", "Signature", "Fault"];

/// `GET /deliveries/{number}`
pub(crate) async fn page(State(console): State<Console>, headers: HeaderMap, Path(number): Path<u64>) -> Response {
    let found = console.shared.read(|world| world.deliveries.get(&number).map(|it| content(&console, world, it)));
    let title = format!("Delivery {number}");
    match found {
        Some(content) => console.page(&headers, ConsoleView::Deliveries, &title, &content),
        None => {
            let content = html! {
                h1 { (title) }
                p.empty { "There is no such delivery. The sandbox keeps the last 2,000. " a href="/" { "Show them" } "." }
            };
            (StatusCode::NOT_FOUND, console.page(&headers, ConsoleView::Deliveries, &title, &content)).into_response()
        }
    }
}

/// `POST /deliveries/{number}/replay`
pub(crate) async fn replay(State(console): State<Console>, Path(number): Path<u64>) -> Response {
    match console.shared.change(|world| world.replay(number)) {
        Some(again) => console.done(&format!("/deliveries/{again}"), format!("Sent again, as delivery {again}.")),
        None => {
            console.refused("/", format!("The sandbox no longer has delivery {number}, so it cannot be sent again."))
        }
    }
}

fn content(console: &Console, world: &World, delivery: &Delivery) -> Markup {
    let number = delivery.number;
    html! {
        p.back { a href="/" { "All deliveries" } }
        div.title {
            h1 { (delivery.name) (status::subtype(delivery)) }
            (state(delivery, world.now))
            (console.button(&format!("/deliveries/{number}/replay"), "Replay", &[]))
        }
        p.lead { (explanation(&delivery.name)) }
        (facts(world, delivery))
        section aria-labelledby="attempts" {
            h2 id="attempts" { "Attempts" }
            (attempts(world, delivery))
        }
        section aria-labelledby="headers" {
            h2 id="headers" { "Headers" }
            p.quiet { "Of the latest attempt. The signature is an HMAC-SHA256 of the body, made with the client secret." }
            (headers(delivery))
        }
        section aria-labelledby="body" {
            h2 id="body" { "Body" }
            (pretty(&delivery.body))
            details id="bytes" {
                summary { "The exact bytes, as they were signed" }
                pre tabindex="0" role="region" aria-label="The exact bytes" { (delivery.body) }
            }
        }
    }
}

fn facts(world: &World, delivery: &Delivery) -> Markup {
    let replays = world.deliveries.values().filter(|it| it.replay_of == Some(delivery.number));
    let replays: Vec<_> = replays.map(|it| it.number).collect();
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
            @if let Some(original) = delivery.replay_of {
                div { dt { "Replay of" } dd { a href=(format!("/deliveries/{original}")) { "delivery " (original) } } }
            }
            @if !replays.is_empty() {
                div { dt { "Replayed as" } dd {
                    @for number in replays { a href=(format!("/deliveries/{number}")) { "delivery " (number) } " " }
                } }
            }
        }
    }
}

fn attempts(world: &World, delivery: &Delivery) -> Markup {
    html! {
        @if delivery.attempts.is_empty() {
            p.empty { "None yet. While the clock is paused, later attempts wait until the "
                a href="/clock" { "clock" } " is moved." }
        } @else {
            (status::table("Attempts", &COLUMNS, &html! { @for attempt in &delivery.attempts {
                tr {
                    th scope="row" { "Attempt " (attempt.number) }
                    td data-label="Time" { (time(attempt.at)) }
                    td data-label="Outcome" { (result(attempt)) }
                    td.number data-label="Latency" { @if attempt.outcome.is_some() { (latency(attempt.took)) } @else { "–" } }
                    td data-label="Signature" { (status::signature(world, delivery, attempt)) }
                    td data-label="Fault" {
                        @match attempt.fault {
                            Some(fault) => div { strong { (fault_name(fault)) } div.quiet { (fault.description()) } },
                            None => span.quiet { "none" },
                        }
                    }
                }
            } }))
        }
    }
}

fn result(attempt: &Attempt) -> Markup {
    let tone = match &attempt.outcome {
        None => BadgeTone::Plain,
        Some(outcome) if outcome.succeeded() => BadgeTone::Good,
        Some(_) => BadgeTone::Bad,
    };
    badge(tone, &outcome(attempt))
}

fn headers(delivery: &Delivery) -> Markup {
    let last = delivery.attempts.last();
    html! {
        dl.facts.headers {
            div { dt { "Content-Type" } dd { "application/json; charset=utf-8" } }
            @if let Some(last) = last {
                @for (index, value) in last.signature.split(',').enumerate() {
                    div { dt { @if index == 0 { "Cronofy-HMAC-SHA256" } @else { "and, for another secret" } } dd { (value) } }
                }
            }
            @if let Some(id) = &delivery.notification_id {
                div { dt { "Cronofy-Notification-ID" } dd { (id) } }
                @if let Some(last) = last { div { dt { "Cronofy-Notification-Attempt" } dd { (last.number) } } }
            }
        }
    }
}

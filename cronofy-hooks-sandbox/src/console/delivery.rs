//! One delivery: body, headers, every attempt.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use cronofy_hooks::SIGNATURE_HEADER;
use http::{HeaderMap, HeaderValue, StatusCode};
use maud::{Markup, html};

use super::explain;
use super::json::pretty;
use super::layout::View;
use super::pages::Console;
use super::words::{Tone, badge, latency, outcome, relative, short, state, time};
use crate::fault::Fault;
use crate::world::World;
use crate::world::delivery::{About, Attempt, Delivery, DeliveryState};

/// `GET /deliveries/{number}`
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap, Path(number): Path<u64>) -> Response {
    let found = console.shared.read(|world| world.deliveries.get(&number).map(|it| content(&console, world, it)));
    let title = format!("Delivery {number}");
    match found {
        Some(content) => console.page(&headers, View::Deliveries, &title, &content),
        None => {
            let content = html! {
                h1 { (title) }
                p.empty { "There is no such delivery. The sandbox remembers the last 2,000. " a href="/" { "Show them" } "." }
            };
            (StatusCode::NOT_FOUND, console.page(&headers, View::Deliveries, &title, &content)).into_response()
        }
    }
}

/// `POST /deliveries/{number}/replay`
pub(super) async fn replay(State(console): State<Console>, Path(number): Path<u64>) -> Response {
    match console.shared.change(|world| world.replay(number)) {
        Some(again) => console.done(&format!("/deliveries/{again}"), format!("Sent again, as delivery {again}.")),
        None => console.refused("/", format!("Delivery {number} is no longer remembered, so it cannot be sent again.")),
    }
}

fn content(console: &Console, world: &World, delivery: &Delivery) -> Markup {
    let number = delivery.number;
    html! {
        p.back { a href="/" { "All deliveries" } }
        div.title {
            h1 { (delivery.name) @if let Some(subtype) = &delivery.subtype { " " span.subtype { (subtype) } } }
            (state(delivery, world.now))
            (console.button(&format!("/deliveries/{number}/replay"), "Replay", &[]))
        }
        p.lead { (explain::notification(&delivery.name)) }
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
            div { dt { "About" } dd { (about(world, &delivery.about)) } }
            div { dt { "Sent to" } dd.url { (delivery.url) } }
            div { dt { "Deadline" } dd { (delivery.deadline.as_secs()) " s for an answer" } }
            @if let DeliveryState::Waiting(at) = delivery.state {
                div { dt { "Next attempt" } dd { (time(at)) ", " (relative(world.now, at)) } }
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
            p.empty { "None yet. A paused clock sends what is due at once; what is due later waits until the "
                a href="/clock" { "clock" } " is moved." }
        } @else {
            table.cards {
                caption.hidden { "Attempts" }
                thead { tr {
                    th scope="col" { "Attempt" } th scope="col" { "Time" } th scope="col" { "Outcome" }
                    th scope="col" { "Latency" } th scope="col" { "Signature" } th scope="col" { "Fault" }
                } }
                tbody { @for attempt in &delivery.attempts {
                    tr {
                        th scope="row" { "Attempt " (attempt.number) }
                        td data-label="Time" { (time(attempt.at)) }
                        td data-label="Outcome" { (result(attempt)) }
                        td.number data-label="Latency" { @if attempt.outcome.is_some() { (latency(attempt.took)) } @else { "–" } }
                        td data-label="Signature" { (signature(world, delivery, attempt)) }
                        td data-label="Fault" {
                            @match attempt.fault {
                                Some(fault) => div { strong { (explain::fault_name(fault)) } div.quiet { (explain::fault(fault)) } },
                                None => span.quiet { "none" },
                            }
                        }
                    }
                } }
            }
        }
    }
}

fn result(attempt: &Attempt) -> Markup {
    let tone = match &attempt.outcome {
        None => Tone::Plain,
        Some(outcome) if outcome.succeeded() => Tone::Good,
        Some(_) => Tone::Bad,
    };
    badge(tone, &outcome(attempt))
}

fn headers(delivery: &Delivery) -> Markup {
    let last = delivery.attempts.last();
    html! {
        dl.facts.headers {
            div { dt { "Content-Type" } dd { "application/json; charset=utf-8" } }
            @if let Some(last) = last {
                @for (place, value) in last.signature.split(',').enumerate() {
                    div { dt { @if place == 0 { "Cronofy-HMAC-SHA256" } @else { "and, for another secret" } } dd { (value) } }
                }
            }
            @if let Some(id) = &delivery.notification_id {
                div { dt { "Cronofy-Notification-ID" } dd { (id) } }
                @if let Some(last) = last { div { dt { "Cronofy-Notification-Attempt" } dd { (last.number) } } }
            }
        }
    }
}

/// Whether the signature of an attempt fits the body: looked at again, not remembered.
pub(super) fn signature(world: &World, delivery: &Delivery, attempt: &Attempt) -> Markup {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&attempt.signature) {
        headers.insert(SIGNATURE_HEADER, value);
    }
    match world.signer.verify(&headers, delivery.body.as_bytes()) {
        Ok(()) if attempt.fault == Some(Fault::WrongKey) => badge(Tone::Bad, "wrong key"),
        Ok(()) => badge(Tone::Good, "valid"),
        Err(_) if attempt.fault == Some(Fault::WrongKey) => badge(Tone::Bad, "wrong key"),
        Err(_) => badge(Tone::Waiting, "of an earlier secret"),
    }
}

/// What a notification is about, with a link to it.
pub(super) fn about(world: &World, about: &About) -> Markup {
    match about {
        About::Channel(id) => html! { "channel " a href=(format!("/channels#{id}")) { (short(id)) } },
        About::Event(uid) => {
            let summary = world.events.get(uid).map_or(uid.as_str(), |event| event.summary.as_str());
            html! { "event " a href=(format!("/calendar/events/{uid}")) { (summary) } }
        }
        About::Agent(sub) => html! { "meeting agent " (short(sub)) },
        About::Nothing => html! { "by hand" },
    }
}

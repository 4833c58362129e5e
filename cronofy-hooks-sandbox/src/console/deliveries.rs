//! The first page: what was sent, newest first.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::response::Response;
use http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;

use super::delivery::{about, signature};
use super::layout::{View, head};
use super::pages::Console;
use super::words::{count, latency, outcome, state, time};
use crate::world::World;
use crate::world::delivery::{Delivery, DeliveryState};

const ROWS: usize = 50;

/// What is shown of them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    name: String,
    #[serde(default)]
    state: String,
    /// Older ones: those after so many.
    #[serde(default)]
    after: String,
}

const STATES: [(&str, &str); 4] =
    [("", "Any"), ("open", "Not delivered yet"), ("delivered", "Delivered"), ("given_up", "Given up")];

impl Chosen {
    fn takes(&self, delivery: &Delivery) -> bool {
        let state = match delivery.state {
            DeliveryState::Waiting(_) | DeliveryState::Sending => "open",
            DeliveryState::Delivered(_) => "delivered",
            DeliveryState::GivenUp(_) => "given_up",
        };
        (self.name.is_empty() || self.name == delivery.name) && (self.state.is_empty() || self.state == state)
    }

    /// Never so many that nothing is left.
    fn after(&self, total: usize) -> usize {
        self.after.parse().unwrap_or(0).min(total.saturating_sub(1))
    }

    fn path(&self, after: usize) -> String {
        // Names are those of the list below, which need no escape.
        let name: String = self.name.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '_').collect();
        let state: String = self.state.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '_').collect();
        format!("/?name={name}&state={state}&after={after}")
    }
}

/// `GET /`
pub(super) async fn page(State(console): State<Console>, headers: HeaderMap, chosen: Query<Chosen>) -> Response {
    let content = console.shared.read(|world| content(world, &chosen));
    console.page(&headers, View::Deliveries, "Deliveries", &content)
}

fn content(world: &World, chosen: &Chosen) -> Markup {
    let fitting = world.deliveries.values().rev().filter(|it| chosen.takes(it));
    let total = fitting.clone().count();
    let shown: Vec<_> = fitting.skip(chosen.after(total)).take(ROWS).collect();
    html! {
        (head("Deliveries", &html! {
            "Each row is one notification that the sandbox sends to your application, as the service would: signed, \
             with a deadline, and tried again until it is answered with a 2xx status. Newest first."
        }))
        @if world.deliveries.is_empty() {
            (nothing_yet())
        } @else {
            (filters(world, chosen))
            p.quiet id="counted" { (count(total, "delivery", "deliveries")) }
            @if total == 0 { p.empty { "None of them fits. " a href="/" { "Show all" } "." } }
            @else { (table(world, &shown)) }
            (pages(chosen, total))
        }
    }
}

fn nothing_yet() -> Markup {
    html! {
        section.empty aria-labelledby="nothing" {
            h2 id="nothing" { "Nothing has been sent yet" }
            p { "A notification is sent when something happens that your application asked to be told about. Three ways to see a first one:" }
            ol {
                li { a href="/trigger" { "Trigger one by hand" } ": choose any notification, and say where to send it." }
                li { a href="/channels" { "Create a channel" } ": the sandbox verifies its URL at once." }
                li { "Let your application create one: " code { "POST /v1/channels" } " at this address, with an access token of the sandbox." }
            }
        }
    }
}

fn filters(world: &World, chosen: &Chosen) -> Markup {
    let names: BTreeSet<_> = world.deliveries.values().map(|it| it.name.as_str()).collect();
    html! {
        form.filters method="get" action="/" role="search" aria-label="Deliveries" {
            label { "Notification"
                select name="name" {
                    option value="" { "Any" }
                    @for name in names { option value=(name) selected[name == chosen.name] { (name) } }
                }
            }
            label { "State"
                select name="state" {
                    @for (value, words) in STATES { option value=(value) selected[value == chosen.state] { (words) } }
                }
            }
            button type="submit" { "Show" }
        }
    }
}

fn table(world: &World, shown: &[&Delivery]) -> Markup {
    html! {
        table.cards {
            caption.hidden { "Deliveries, newest first" }
            thead { tr {
                th scope="col" { "Time" }
                th scope="col" { "Notification" }
                th scope="col" { "Sent to" }
                th scope="col" { "Outcome" }
                th scope="col" { "Latency" }
                th scope="col" { "Signature" }
            } }
            tbody { @for delivery in shown { (row(world, delivery)) } }
        }
    }
}

fn row(world: &World, delivery: &Delivery) -> Markup {
    let last = delivery.attempts.last();
    html! {
        tr id=(format!("delivery-{}", delivery.number)) {
            td.when data-label="Time" { (time(delivery.created)) }
            th scope="row" {
                a href=(format!("/deliveries/{}", delivery.number)) { (delivery.name) }
                @if let Some(subtype) = &delivery.subtype { " " span.subtype { (subtype) } }
                @if let Some(original) = delivery.replay_of { " " span.quiet { "replay of " (original) } }
            }
            td.wide data-label="Sent to" { div { (about(world, &delivery.about)) div.url { (delivery.url) } } }
            td.outcome data-label="Outcome" {
                div {
                    (state(delivery, world.now))
                    @if let Some(last) = last {
                        div.quiet { (outcome(last)) ", " (count(delivery.attempts.len(), "attempt", "attempts")) }
                    }
                }
            }
            td.number data-label="Latency" {
                @match last.filter(|it| it.outcome.is_some()) { Some(last) => (latency(last.took)), None => span.quiet { "–" } }
            }
            td data-label="Signature" {
                @match last { Some(last) => (signature(world, delivery, last)), None => span.quiet { "–" } }
            }
        }
    }
}

fn pages(chosen: &Chosen, total: usize) -> Markup {
    let after = chosen.after(total);
    html! {
        @if after > 0 || after + ROWS < total {
            nav.pages aria-label="Pages" {
                @if after > 0 { a href=(chosen.path(after.saturating_sub(ROWS))) rel="prev" { "Newer" } }
                span.quiet { (after + 1) " to " (total.min(after + ROWS)) " of " (total) }
                @if after + ROWS < total { a href=(chosen.path(after + ROWS)) rel="next" { "Older" } }
            }
        }
    }
}

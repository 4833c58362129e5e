//! The first page: the deliveries, newest first.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::response::Response;
use cronofy_hooks_contract::text::{counted, latency};
use http::HeaderMap;
use maud::{Markup, html};
use serde::Deserialize;

use super::{connect, status};
use crate::console::{Console, ConsoleView, choice, head, outcome, state, time};
use crate::world::model::{Delivery, DeliveryState, World};

const ROWS: usize = 50;
const COLUMNS: [&str; 5] = ["Time", "Notification", "Sent to", "Outcome", "Latency"];

/// The filter, and the offset of the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct DeliveryFilter {
    #[serde(default)]
    name: String,
    #[serde(default)]
    state: String,
    /// How many newer deliveries to skip.
    #[serde(default)]
    after: String,
}

const STATES: [(&str, &str); 4] =
    [("", "Any"), ("open", "Not delivered yet"), ("delivered", "Delivered"), ("given_up", "Given up")];

impl DeliveryFilter {
    fn matches(&self, delivery: &Delivery) -> bool {
        let state = match delivery.state {
            DeliveryState::Waiting(_) | DeliveryState::Sending => "open",
            DeliveryState::Delivered(_) => "delivered",
            DeliveryState::GivenUp(_) => "given_up",
        };
        (self.name.is_empty() || self.name == delivery.name) && (self.state.is_empty() || self.state == state)
    }

    /// At least one delivery remains.
    fn after(&self, total: usize) -> usize {
        self.after.parse().unwrap_or(0).min(total.saturating_sub(1))
    }

    fn path(&self, after: usize) -> String {
        // Valid names need no escape; other characters are removed.
        let valid = |text: &str| text.replace(|it: char| !it.is_ascii_alphanumeric() && it != '_', "");
        let (name, state) = (valid(&self.name), valid(&self.state));
        format!("/?name={name}&state={state}&after={after}")
    }
}

/// `GET /`
pub(crate) async fn page(
    State(console): State<Console>,
    headers: HeaderMap,
    filter: Query<DeliveryFilter>,
) -> Response {
    let content = console.shared.read(|world| content(&console, world, &headers, &filter));
    console.page(&headers, ConsoleView::Deliveries, "Deliveries", &content)
}

fn content(console: &Console, world: &World, headers: &HeaderMap, filter: &DeliveryFilter) -> Markup {
    let matching = world.deliveries.values().rev().filter(|it| filter.matches(it));
    let total = matching.clone().count();
    let shown: Vec<_> = matching.skip(filter.after(total)).take(ROWS).collect();
    html! {
        (head("Deliveries", &html! {
            "Each row is one notification that the sandbox sends to your application as the service does: signed, with a \
             deadline, and retried until your application answers with a 2xx status. Newest first."
        }))
        @if world.deliveries.is_empty() {
            (nothing_yet())
            (connect::section(console, world, headers))
        } @else {
            (filters(world, filter))
            p.quiet id="counted" { (counted(total as u64, "delivery", "deliveries")) }
            @if total == 0 { p.empty { "No delivery matches. " a href="/" { "Show all" } "." } }
            @else { (table(world, &shown)) }
            (pages(filter, total))
        }
    }
}

fn nothing_yet() -> Markup {
    html! {
        section.empty aria-labelledby="nothing" {
            h2 id="nothing" { "Nothing has been sent yet" }
            p { "The sandbox sends a notification after a change that your application subscribed to. Three ways to see a first one:" }
            ol {
                li { a href="/trigger" { "Trigger a notification" } ": choose any notification and a URL." }
                li { a href="/channels" { "Create a channel" } ": the sandbox verifies its URL at once." }
                li { "Let your application create one: " code { "POST /v1/channels" } " at this address, with an access token of the sandbox." }
            }
        }
    }
}

fn filters(world: &World, filter: &DeliveryFilter) -> Markup {
    let names: BTreeSet<_> = world.deliveries.values().map(|it| it.name.as_str()).collect();
    let names = [("", "Any")].into_iter().chain(names.into_iter().map(|name| (name, name)));
    html! {
        form.filters method="get" action="/" role="search" aria-label="Deliveries" {
            (choice("Notification", "name", &filter.name, names))
            (choice("State", "state", &filter.state, STATES))
            button type="submit" { "Show" }
        }
    }
}

fn table(world: &World, shown: &[&Delivery]) -> Markup {
    html! {
        (status::table("Deliveries, newest first", &COLUMNS, &html! {
            @for delivery in shown { (row(world, delivery)) }
        }))
    }
}

fn row(world: &World, delivery: &Delivery) -> Markup {
    let last = delivery.attempts.last();
    html! {
        tr id=(format!("delivery-{}", delivery.number)) {
            td.when data-label="Time" { (time(delivery.created)) }
            th scope="row" {
                (status::link(delivery))
                (status::subtype(delivery))
                @if let Some(original) = delivery.replay_of { " " span.quiet { "replay of " (original) } }
            }
            td.wide data-label="Sent to" { div { (status::subject(world, &delivery.subject)) div.url { (delivery.url) } } }
            td.outcome data-label="Outcome" {
                div {
                    (state(delivery, world.now))
                    @if let Some(last) = last {
                        (status::remarks(world, delivery, last))
                        div.quiet { (outcome(last)) ", " (counted(delivery.attempts.len() as u64, "attempt", "attempts")) }
                        @if let Some(meaning) = status::meaning(world, delivery, last) { div.why { (meaning) } }
                    }
                }
            }
            td.number data-label="Latency" {
                @match last.filter(|it| it.outcome.is_some()) { Some(last) => (latency(last.took)), None => (status::dash()) }
            }
        }
    }
}

fn pages(filter: &DeliveryFilter, total: usize) -> Markup {
    let after = filter.after(total);
    html! {
        @if after > 0 || after + ROWS < total {
            nav.pages aria-label="Pages" {
                @if after > 0 { a href=(filter.path(after.saturating_sub(ROWS))) rel="prev" { "Newer" } }
                span.quiet { (after + 1) " to " (total.min(after + ROWS)) " of " (total) }
                @if after + ROWS < total { a href=(filter.path(after + ROWS)) rel="next" { "Older" } }
            }
        }
    }
}

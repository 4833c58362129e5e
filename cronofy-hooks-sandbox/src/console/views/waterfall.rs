//! The attempts of a delivery, each with its place in time and the wait before it.

use cronofy_hooks_contract::text::{latency, relative_time, span};
use jiff::Timestamp;
use maud::{Markup, html};

use super::delivery::result;
use super::status::attempt_class;
use super::{list, status};
use crate::clock::later;
use crate::console::drawing::{RetryScale, axis, bar, dot, percent, track, vertical};
use crate::console::time;
use crate::world::model::{Attempt, Delivery, DeliveryState, World};

/// The attempts as a table; `search` is that of the list that led here.
pub(super) fn show(world: &World, delivery: &Delivery, shown: Option<&Attempt>, search: &str) -> Markup {
    let Some(first) = delivery.attempts.first() else {
        return html! {
            p.empty { "None yet. While the clock is paused, later attempts wait until the "
                a href="/clock" { "clock" } " is moved." }
        };
    };
    let next = match delivery.state {
        DeliveryState::Waiting(at) => Some(at),
        DeliveryState::Sending | DeliveryState::Delivered(_) | DeliveryState::GivenUp(_) => None,
    };
    let last = next.or(delivery.attempts.last().map(|it| it.at)).unwrap_or(first.at);
    // A single attempt has no place beside others.
    let scale = (last > first.at).then(|| RetryScale::new(first.at, last));
    let scale = scale.as_ref();
    let path = |number| format!("/deliveries/{}?attempt={number}&{}#exchange", delivery.number, list::query(search));
    let before = |index: usize| index.checked_sub(1).and_then(|index| delivery.attempts.get(index));
    html! {
        table.cards.waterfall {
            caption.hidden { "Attempts" }
            thead { tr {
                th scope="col" { "Attempt" }
                th scope="col" { "Time" }
                @if let Some(scale) = scale {
                    th.drawn scope="col" {
                        "Since the first attempt"
                        svg.axis width="100%" height="18" aria-hidden="true" { (axis(&scale.ticks(), 13)) }
                    }
                }
                th scope="col" { "Outcome" }
                th scope="col" { "Latency" }
            } }
            tbody {
                @for (index, attempt) in delivery.attempts.iter().enumerate() {
                    tr {
                        th scope="row" {
                            a href=(path(attempt.number))
                                aria-current=[shown.filter(|it| it.number == attempt.number).map(|_| "true")] { "Attempt " (attempt.number) }
                        }
                        td data-label="Time" { (time(attempt.at)) @if let Some(before) = before(index) { (waited(before.at, attempt.at)) } }
                        @if let Some(scale) = scale { td.drawn { (row(scale, before(index), attempt)) } }
                        td data-label="Outcome" { (result(attempt)) (status::remarks(world, delivery, attempt)) }
                        td.number data-label="Latency" { @if attempt.outcome.is_some() { (latency(attempt.took)) } @else { "–" } }
                    }
                }
                @if let (Some(at), Some(scale), Some(before)) = (next, scale, delivery.attempts.last()) {
                    tr.planned {
                        th scope="row" { "Attempt " (before.number.saturating_add(1)) }
                        td data-label="Time" { (time(at)) (waited(before.at, at)) }
                        td.drawn { (planned(scale, before, at)) }
                        td data-label="Outcome" { "planned " (relative_time(at, world.now)) }
                        td.number data-label="Latency" { "–" }
                    }
                }
            }
        }
    }
}

fn waited(before: Timestamp, at: Timestamp) -> Markup {
    html! { div.quiet { (span(at.duration_since(before))) " later" } }
}

fn row(scale: &RetryScale, before: Option<&Attempt>, attempt: &Attempt) -> Markup {
    let class = attempt_class(attempt);
    let took = attempt.took.try_into().unwrap_or_default();
    let content = html! {
        @if let Some(before) = before { (wait("wait", scale, before.at, attempt.at)) }
        (bar(class, scale.x(attempt.at), scale.x(later(attempt.at, took)), 10))
        (dot(class, scale.x(attempt.at)))
    };
    track(&grid(scale), &content)
}

/// The attempt that comes next.
fn planned(scale: &RetryScale, before: &Attempt, at: Timestamp) -> Markup {
    let content = html! { (wait("wait planned", scale, before.at, at)) (dot("attempt", scale.x(at))) };
    track(&grid(scale), &content)
}

fn grid(scale: &RetryScale) -> Markup {
    html! { @for tick in scale.ticks() { (vertical("grid", tick.x)) } }
}

fn wait(class: &str, scale: &RetryScale, from: Timestamp, until: Timestamp) -> Markup {
    html! { line class=(class) x1=(percent(scale.x(from))) x2=(percent(scale.x(until))) y1="0" y2="0" {} }
}

//! Subscriptions of events and meeting agents, with what became of their last notification.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::words::{span, state};
use crate::world::World;
use crate::world::delivery::{About, Delivery};
use crate::world::event::{Offset, Subscription, TransitionSubscription};

const SHOWN: usize = 100;

pub(super) fn table(world: &World) -> Markup {
    let events = world.events.values().rev().filter(|it| !it.deleted).flat_map(|event| {
        let of = html! { "event " a href=(format!("/calendar/events/{}", event.event_uid)) { (event.summary) } };
        event.subscriptions.iter().map(move |it| (of.clone(), it))
    });
    let agents = world.agents.values().rev().flat_map(|agent| {
        let of = html! { "meeting agent " span.id { (agent.sub) } };
        agent.subscriptions.iter().map(move |it| (of.clone(), it))
    });
    let all: Vec<_> = events.chain(agents).take(SHOWN).collect();
    let last = last_to_each(world);
    html! {
        @if all.is_empty() {
            p.empty { "No event has a subscription yet. Your application asks for one with the event: "
                code { "subscriptions" } " in " code { "POST /v1/calendars/{id}/events" } ". Or "
                a href="/calendar/new" { "let it create an event" } " from here." }
        } @else {
            table.cards {
                caption.hidden { "Subscriptions" }
                thead { tr { th scope="col" { "Of" } th scope="col" { "Asks for" } th scope="col" { "URL" } th scope="col" { "Last notification" } } }
                tbody { @for (of, subscription) in all { (row(world, &of, subscription, last.get(subscription.uri.as_str()).copied())) } }
            }
        }
    }
}

fn row(world: &World, of: &Markup, subscription: &Subscription, last: Option<&Delivery>) -> Markup {
    html! {
        tr {
            th scope="row" { (of) }
            td data-label="Asks for" { div { @for words in asks(subscription) { div { (words) } } } }
            td data-label="URL" { span.url { (subscription.uri) } }
            td data-label="Last notification" {
                @match last {
                    Some(it) => div { a href=(format!("/deliveries/{}", it.number)) { (it.name) } " " (state(it, world.now)) },
                    None => span.quiet { "none yet" },
                }
            }
        }
    }
}

/// The newest delivery to each URL that does not belong to a channel.
fn last_to_each(world: &World) -> BTreeMap<&str, &Delivery> {
    let deliveries = world.deliveries.values().filter(|it| matches!(it.about, About::Event(_) | About::Agent(_)));
    deliveries.map(|it| (it.url.as_str(), it)).collect()
}

/// Each interaction and transition, in words.
pub(super) fn asks(subscription: &Subscription) -> Vec<String> {
    let interactions = subscription.interactions.iter().map(|it| it.r#type.clone());
    interactions.chain(subscription.transitions.iter().map(transition)).collect()
}

/// `5 min before event_start`
pub(super) fn transition(transition: &TransitionSubscription) -> String {
    let (side, name) = match (&transition.before, &transition.after) {
        (Some(name), _) => ("before", name.as_str()),
        (None, name) => ("after", name.as_deref().unwrap_or_default()),
    };
    match offset(transition.offset) {
        0 => format!("at {name}, in the minute {side} it"),
        seconds => format!("{} {side} {name}", span(jiff::SignedDuration::from_secs(seconds))),
    }
}

fn offset(offset: Offset) -> i64 {
    i64::from(offset.hours.unwrap_or_default()) * 3_600 + i64::from(offset.minutes.unwrap_or_default()) * 60
}

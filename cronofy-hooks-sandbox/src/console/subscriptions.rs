//! Subscriptions of events and meeting agents, with what became of their last notification.

use maud::{Markup, html};

use super::words::{short, span, state};
use crate::world::World;
use crate::world::delivery::{About, Delivery};
use crate::world::event::{Subscription, TransitionSubscription};

const SHOWN: usize = 100;

pub(super) fn table(world: &World) -> Markup {
    let events = world.events.values().rev().filter(|it| !it.deleted).flat_map(|event| {
        let of = html! { "event " a href=(format!("/calendar/events/{}", event.event_uid)) { (event.summary) } };
        let abouts = [Some(About::Event(event.event_uid.clone())), event.agent.clone().map(About::Agent)];
        event.subscriptions.iter().map(move |it| (of.clone(), abouts.clone(), it))
    });
    let agents = world.agents.values().rev().flat_map(|agent| {
        let of = html! { "meeting agent " (short(&agent.sub)) };
        let abouts = [Some(About::Agent(agent.sub.clone())), None];
        agent.subscriptions.iter().map(move |it| (of.clone(), abouts.clone(), it))
    });
    let all: Vec<_> = events.chain(agents).take(SHOWN).collect();
    html! {
        @if all.is_empty() {
            p.empty { "No event has a subscription yet. Your application asks for one with the event: "
                code { "subscriptions" } " in " code { "POST /v1/calendars/{id}/events" } ". Or "
                a href="/calendar/new" { "let it create an event" } " from here." }
        } @else {
            table.cards {
                caption.hidden { "Subscriptions" }
                thead { tr { th scope="col" { "Of" } th scope="col" { "Asks for" } th scope="col" { "URL" } th scope="col" { "Last notification" } } }
                tbody { @for (of, abouts, subscription) in &all { (row(world, of, subscription, last(world, abouts, &subscription.uri))) } }
            }
        }
    }
}

fn row(world: &World, of: &Markup, subscription: &Subscription, last: Option<&Delivery>) -> Markup {
    html! {
        tr {
            th scope="row" { (of) }
            td data-label="Asks for" { div { @for words in asks(subscription) { div { (words) } } } }
            td.wide data-label="URL" { span.url { (subscription.uri) } }
            td data-label="Last notification" {
                @match last {
                    Some(it) => div { a href=(format!("/deliveries/{}", it.number)) { (it.name) } " " (state(it, world.now)) },
                    None => span.quiet { "none yet" },
                }
            }
        }
    }
}

/// The newest delivery to a URL about an event or its agent.
fn last<'w>(world: &'w World, abouts: &[Option<About>], url: &str) -> Option<&'w Delivery> {
    let about = |it: &Delivery| abouts.iter().flatten().any(|about| *about == it.about);
    world.deliveries.values().rev().find(|it| it.url == url && about(it))
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
    let offset = transition.offset.duration();
    if offset.is_zero() {
        return format!("at {name}, in the minute {side} it");
    }
    format!("{} {side} {name}", span(offset))
}

//! Subscriptions of events and meeting agents, with the state of their last notification.

use cronofy_hooks_contract::schema;
use cronofy_hooks_contract::text::span;
use maud::{Markup, html};

use super::status::{link, table};
use crate::console::{BadgeTone, badge, personal, short, state};
use crate::world::model::{Delivery, NotificationSubject, Subscription, TransitionSubscription, World};

const SHOWN: usize = 100;

pub(super) fn section(world: &World) -> Markup {
    let events = world.events.values().rev().filter(|it| !it.deleted).flat_map(|event| {
        let of =
            html! { "event " a href=(format!("/calendar/events/{}", event.event_uid)) { (personal().event(event)) } };
        let subjects = [
            Some(NotificationSubject::Event(event.event_uid.clone())),
            event.agent.clone().map(NotificationSubject::Agent),
        ];
        event.subscriptions.iter().map(move |it| (of.clone(), subjects.clone(), it))
    });
    let agents = world.agents.values().rev().flat_map(|agent| {
        let of = html! { "meeting agent " (short(&agent.sub)) };
        let subjects = [Some(NotificationSubject::Agent(agent.sub.clone())), None];
        agent.subscriptions.iter().map(move |it| (of.clone(), subjects.clone(), it))
    });
    let all: Vec<_> = events.chain(agents).take(SHOWN).collect();
    html! {
        @if all.is_empty() {
            p.empty { "No event has a subscription yet. Your application sends them with the event: "
                code { "subscriptions" } " in " code { "POST /v1/calendars/{id}/events" } ". Or "
                a href="/calendar/new" { "create an event as the application" } "." }
        } @else {
            (table("Subscriptions", &["Event or agent", "Requests", "URL", "Last notification"], &html! {
                @for (of, subjects, subscription) in &all {
                    (row(world, of, subscription, last(world, subjects, &subscription.uri)))
                }
            }))
        }
    }
}

fn row(world: &World, of: &Markup, subscription: &Subscription, last: Option<&Delivery>) -> Markup {
    html! {
        tr {
            th scope="row" { (of) }
            td data-label="Requests" { div { @for request in requests(subscription) { div { (request) } } @for name in unlisted(subscription) { (warning(name)) } } }
            td.wide data-label="URL" { span.url { (subscription.uri) } }
            td data-label="Last notification" {
                @match last {
                    Some(it) => div { (link(it)) " " (state(it, world.now)) },
                    None => span.quiet { "none yet" },
                }
            }
        }
    }
}

/// The newest delivery to a URL about an event or its agent.
fn last<'w>(world: &'w World, subjects: &[Option<NotificationSubject>], url: &str) -> Option<&'w Delivery> {
    let matches = |it: &Delivery| subjects.iter().flatten().any(|subject| *subject == it.subject);
    world.deliveries.values().rev().find(|it| it.url == url && matches(it))
}

pub(super) fn requests(subscription: &Subscription) -> Vec<String> {
    let interactions = subscription.interactions.iter().map(|it| it.r#type.clone());
    interactions.chain(subscription.transitions.iter().map(transition)).collect()
}

/// The names that no schema lists. The sandbox never causes them, but a delivery made by hand can have them.
pub(super) fn unlisted(subscription: &Subscription) -> impl Iterator<Item = &str> {
    let is_unlisted = |kind: &str, name: &str| schema(&format!("{kind}/{name}")).is_none();
    let interactions = subscription.interactions.iter().map(|it| it.r#type.as_str());
    let transitions = subscription.transitions.iter().map(TransitionSubscription::name);
    let interactions = interactions.filter(move |name| is_unlisted("interaction", name));
    interactions.chain(transitions.filter(move |name| is_unlisted("transition", name)))
}

pub(super) fn warning(name: &str) -> Markup {
    html! {
        div { (badge(BadgeTone::Bad, "not listed")) " No schema lists " code { (name) }
            ", so the sandbox never sends it. " a href="/trigger" { "Send one by hand" } "." }
    }
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

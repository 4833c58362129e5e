//! Parts that several pages show: subjects, signatures and states.

use cronofy_hooks::{SIGNATURE_HEADER, Secrets};
use http::{HeaderMap, HeaderValue};
use maud::{Markup, html};

use crate::console::{BadgeTone, badge, short};
use crate::world::model::{AgentStage, Attempt, Delivery, Event, Fault, NotificationSubject, World};

/// What a notification is about, with a link to it.
pub(super) fn subject(world: &World, subject: &NotificationSubject) -> Markup {
    match subject {
        NotificationSubject::Channel(id) => html! { "channel " a href=(format!("/channels#{id}")) { (short(id)) } },
        NotificationSubject::Event(uid) => {
            let summary = world.events.get(uid).map_or(uid.as_str(), |event| event.summary.as_str());
            html! { "event " a href=(format!("/calendar/events/{uid}")) { (summary) } }
        }
        NotificationSubject::Agent(sub) => html! { "meeting agent " (short(sub)) },
        NotificationSubject::Manual => html! { "sent manually" },
    }
}

pub(super) fn link(delivery: &Delivery) -> Markup {
    html! { a href=(format!("/deliveries/{}", delivery.number)) { (delivery.name) } }
}

pub(super) fn subtype(delivery: &Delivery) -> Markup {
    html! { @if let Some(subtype) = &delivery.subtype { " " span.subtype { (subtype) } } }
}

/// Whether the signature of an attempt fits the body, with the present secrets.
pub(super) fn signature(world: &World, delivery: &Delivery, attempt: &Attempt) -> Markup {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&attempt.signature) {
        headers.insert(SIGNATURE_HEADER, value);
    }
    let matches = |secrets: &Secrets| secrets.verify(&headers, delivery.body.as_bytes()).is_ok();
    match world.signer.as_ref().is_some_and(matches) {
        _ if attempt.fault == Some(Fault::WrongKey) => badge(BadgeTone::Bad, "wrong key"),
        true => badge(BadgeTone::Good, "valid"),
        false => badge(BadgeTone::Waiting, "of an earlier secret"),
    }
}

pub(super) fn conference(event: &Event) -> Markup {
    match &event.conferencing {
        None => dash(),
        Some(it) if it.join_url.is_some() => badge(BadgeTone::Good, "assigned"),
        Some(it) if it.failures > 0 => badge(BadgeTone::Bad, "failing"),
        Some(_) => badge(BadgeTone::Waiting, "pending"),
    }
}

pub(super) fn stage(stage: AgentStage) -> Markup {
    match stage {
        AgentStage::Scheduled => badge(BadgeTone::Plain, "scheduled"),
        AgentStage::Activated => badge(BadgeTone::Waiting, "activated"),
        AgentStage::Complete => badge(BadgeTone::Good, "complete"),
        AgentStage::Failed => badge(BadgeTone::Bad, "failed"),
        AgentStage::Cancelled => badge(BadgeTone::Plain, "cancelled"),
    }
}

/// Stands for a value that does not exist.
pub(super) fn dash() -> Markup {
    html! { span.quiet { "–" } }
}

/// A table that becomes a list of cards on narrow screens.
pub(super) fn table(caption: &str, columns: &[&str], rows: &Markup) -> Markup {
    html! {
        table.cards {
            caption.hidden { (caption) }
            thead { tr { @for column in columns { th scope="col" { (column) } } } }
            tbody { (rows) }
        }
    }
}

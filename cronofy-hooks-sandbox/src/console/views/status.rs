//! Parts that several pages show: subjects, signatures and states.

use std::borrow::Cow;

use cronofy_hooks::{SIGNATURE_HEADER, Secrets};
use cronofy_hooks_contract::text::Diagnosis;
use http::{HeaderMap, HeaderValue};
use maud::{Markup, html};

use super::{calls, verify};
use crate::console::{BadgeTone, badge, fault_name, personal, short};
use crate::world::model::{
    AgentStage, Attempt, Calendar, Delivery, DeliveryCause, EffectSubject, EffectVerb, Event, Fault,
    NotificationSubject, World,
};

/// What a notification is about, with a link to it.
pub(super) fn subject(world: &World, subject: &NotificationSubject) -> Markup {
    match subject {
        NotificationSubject::Channel(id) => html! { "channel " a href=(format!("/channels#{id}")) { (short(id)) } },
        NotificationSubject::Event(uid) => {
            let name = world.events.get(uid).map_or(Cow::Borrowed(uid.as_str()), |event| personal().event(event));
            html! { "event " a href=(format!("/calendar/events/{uid}")) { (name) } }
        }
        NotificationSubject::Agent(sub) => {
            // The page of its event shows an agent.
            let event_uid = world.agents.get(sub).and_then(|agent| agent.event_uid.as_ref());
            html! {
                "meeting agent "
                @match event_uid {
                    Some(uid) => a href=(format!("/calendar/events/{uid}")) { (short(sub)) },
                    None => (short(sub)),
                }
            }
        }
        NotificationSubject::Scheduling(id) => {
            html! { "scheduling page " a href=(format!("/calendar/scheduling#{id}")) { (short(id)) } }
        }
        NotificationSubject::Attachment(id) => {
            html! { a href=(format!("/requests#{id}")) { "attachment " (short(id)) } }
        }
        NotificationSubject::Invite(key) => {
            let name = world.invites.get(key).map(|it| personal().named(&it.event.summary, &it.smart_invite_id));
            html! { "smart invite " a href=(format!("/requests#{key}")) { (name.unwrap_or(Cow::Borrowed(key))) } }
        }
        NotificationSubject::Authorization(id) => {
            html! { "access to " a href=(format!("/requests#{id}")) { (whose_access(world, id)) } }
        }
        NotificationSubject::Manual => html! { "sent manually" },
    }
}

/// What a call wrote, with a link to it.
pub(super) fn effect_subject(world: &World, effect: &EffectSubject) -> Markup {
    match effect {
        EffectSubject::Notified(it) => subject(world, it),
        EffectSubject::Request(id) => html! { a href=(format!("/requests#{id}")) { "request " (short(id)) } },
    }
}

/// A call, with a link to it if it is kept.
pub(super) fn call(world: &World, number: u64) -> Markup {
    match world.calls.get(number) {
        Some(call) => html! { a href=(calls::LIST.path_of(number, "")) { (call.method) " " (call.path()) } },
        None => html! { "API call " (number) ", which is no longer kept" },
    }
}

/// The call that created something, if one did and it is kept.
pub(super) fn created_by(world: &World, subject: impl Into<EffectSubject>) -> Markup {
    let subject = subject.into();
    let creating = world.calls_that_wrote(&subject).find(|(_, verb)| *verb == EffectVerb::Created);
    html! { @if let Some((it, _)) = creating { p.quiet { "Created by " (call(world, it.number)) } } }
}

/// What caused a delivery; `None` if that is not known, or is another delivery.
pub(super) fn cause(world: &World, delivery: &Delivery) -> Option<Markup> {
    Some(match delivery.cause? {
        DeliveryCause::Call(number) => html! { "the API call " (call(world, number)) },
        DeliveryCause::Action => html! { "an action in the console, on a page or over the control API" },
        DeliveryCause::Clock { planned_by: Some(number) } => {
            html! { "the clock, as planned by " (call(world, number)) }
        }
        DeliveryCause::Clock { planned_by: None } => html! { "the " a href="/clock" { "clock" } },
        DeliveryCause::Trigger => html! { "the page " a href="/trigger" { "Trigger" } },
        DeliveryCause::ChannelButton => html! { q { "Send" } " on " a href="/channels" { "Channels" } },
        DeliveryCause::ControlApi => {
            html! { "the " a href="/sandbox/openapi.json" { "control API" } ", or a test in Rust" }
        }
        DeliveryCause::Manual => html! { "a person or the control API; the older state file does not say which" },
        DeliveryCause::Check => html! { q { "Check that it answers" } " on " a href="/connect" { "Connect" } },
        DeliveryCause::Edited(_) | DeliveryCause::Replay(_) => return None,
    })
}

/// Whether it, or the delivery that it repeats, was made by hand: what it reports did not happen.
pub(super) fn is_manual(delivery: &Delivery) -> bool {
    matches!(delivery.subject, NotificationSubject::Manual) || delivery.cause.is_some_and(DeliveryCause::is_manual)
}

/// The address of the account to which a request asks for access.
pub(super) fn whose_access<'w>(world: &'w World, id: &'w str) -> Cow<'w, str> {
    let email = world.delegated_access.get(id).map_or(id, |it| it.email.as_str());
    personal().named(email, id)
}

pub(super) fn link(delivery: &Delivery) -> Markup {
    html! { a href=(format!("/deliveries/{}", delivery.number)) { (delivery.name) } }
}

pub(super) fn subtype(delivery: &Delivery) -> Markup {
    html! { @if let Some(subtype) = &delivery.subtype { " " span.subtype { (subtype) } } }
}

/// What is not normal about an attempt: an injected fault, or a signature that no present secret makes.
pub(super) fn remarks(world: &World, delivery: &Delivery, attempt: &Attempt) -> Markup {
    html! {
        @if let Some(fault) = attempt.fault { " " (badge(BadgeTone::Waiting, &format!("fault: {}", fault_name(fault)))) }
        @if attempt.fault != Some(Fault::WrongKey) && !has_present_signature(world, delivery, attempt) {
            " " (badge(BadgeTone::Waiting, "signature of an earlier secret"))
        }
    }
}

fn has_present_signature(world: &World, delivery: &Delivery, attempt: &Attempt) -> bool {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&attempt.signature) {
        headers.insert(SIGNATURE_HEADER, value);
    }
    let matches = |secrets: &Secrets| secrets.verify(&headers, delivery.body.as_bytes()).is_ok();
    world.signer.as_ref().is_some_and(matches)
}

/// Why an attempt failed, in a sentence.
pub(super) fn meaning(world: &World, delivery: &Delivery, attempt: &Attempt) -> Option<String> {
    failure(world, delivery, attempt).map(|it| sentence(&it.meaning))
}

/// Why an attempt failed and what to do. Where several causes are possible, the others are listed too, and the page
/// Verify shows which one it is.
pub(super) fn diagnosis(world: &World, delivery: &Delivery, attempt: &Attempt) -> Option<Markup> {
    let Diagnosis { meaning, help, other_causes } = failure(world, delivery, attempt)?;
    Some(html! {
        p { strong { (with_code(&sentence(&meaning))) } @if let Some(help) = help { " " (with_code(&help)) } }
        @if !other_causes.is_empty() {
            p { a href=(verify::path(delivery, attempt)) { "Verify this request" } " to find out which cause it is, from the signature that the receiver computes. If it is not the first one, the next likely ones are:" }
            ol { @for it in &other_causes { li { strong { (sentence(&it.cause)) } " " (with_code(&it.help)) } } }
        }
    })
}

/// What is wrong with an attempt. An accepted one may be wrong as well.
fn failure(world: &World, delivery: &Delivery, attempt: &Attempt) -> Option<Diagnosis> {
    let failed = attempt.outcome.as_ref().is_some_and(|it| !it.succeeded());
    world.diagnose(delivery, attempt).filter(|it| failed || it.help.is_some())
}

/// A text in which backticks mark code.
pub(super) fn with_code(text: &str) -> Markup {
    let parts = text.split('`').zip([false, true].into_iter().cycle());
    html! { @for (part, is_code) in parts { @if is_code { code { (part) } } @else { (part) } } }
}

/// A clause as a sentence.
pub(super) fn sentence(clause: &str) -> String {
    let is_whole = clause.is_empty() || clause.ends_with(['.', '!', '?']);
    capitalized(clause) + if is_whole { "" } else { "." }
}

/// With an upper-case first letter.
pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How an attempt is drawn.
pub(super) fn attempt_class(attempt: &Attempt) -> &'static str {
    match &attempt.outcome {
        None => "attempt",
        Some(outcome) if outcome.succeeded() => "attempt good",
        Some(_) => "attempt bad",
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

/// The calendars for a choice, account by account; the primary calendar of each account is first.
pub(super) fn calendar_options(world: &World, only_writable: bool) -> Vec<(&str, String)> {
    let shown = world.calendars.values().filter(|it| !(it.deleted || (only_writable && it.readonly)));
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by_key(|it| (&it.account_id, !it.primary));
    let option = |it: &'_ Calendar| {
        let owner = world.accounts.get(&it.account_id).map_or("", |account| account.name.as_str());
        let note = if it.readonly { " (read-only for the application)" } else { "" };
        format!("{} of {owner}{note}", it.calendar_name)
    };
    shown.into_iter().map(|it| (it.calendar_id.as_str(), option(it))).collect()
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

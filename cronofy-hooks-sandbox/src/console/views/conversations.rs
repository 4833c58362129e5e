//! Scheduling conversations: who has to choose, and a form to choose for them.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;

use super::requests::{PATH, part};
use crate::console::{BadgeTone, Console, FormFields, badge, choice, time};
use crate::world::World;
use crate::world::model::{Conversation, EffectSubject, Participant};
use crate::world::rules::{ParticipantStatus, SelectionError, slot_id};

/// How many slots a form offers.
const SHOWN: usize = 50;

/// `POST /requests/conversations`
pub(crate) async fn select(State(console): State<Console>, posted: FormFields) -> Response {
    let selected =
        console.shared.change(|world| world.select_slot(posted.field("participant"), posted.field("slot")).map(drop));
    match selected {
        Ok(()) => console.done(PATH, "Chose the slot for the participant, and notified the channels that ask for it."),
        Err(SelectionError::NoAction) => console.refused(PATH, "The participant has chosen already. Reload the page."),
        Err(SelectionError::NoSuchSlot) => console.refused(PATH, "The slot is not free any more. Choose another one."),
    }
}

pub(super) fn section(console: &Console, world: &World) -> Markup {
    let how = html! { "Your application starts one with " code { "POST /v1/scheduling_conversations" } "." };
    let list = html! { @for it in world.conversations.values().rev() { (one(console, world, it)) } };
    part("conversations", "Scheduling conversations", world.conversations.is_empty(), &how, &list)
}

fn one(console: &Console, world: &World, conversation: &Conversation) -> Markup {
    let subject = conversation.details.get("subject").and_then(Value::as_str).unwrap_or("Conversation");
    html! {
        div.panel id=(conversation.id) {
            h3 { (subject) }
            p.id { (conversation.id) }
            @if let Some(chosen) = conversation.chosen { p { "Agreed on " (time(chosen)) "." } }
            (super::status::created_by(world, EffectSubject::Request(conversation.id.clone())))
            ul.things {
                @for it in &conversation.participants {
                    li { span { (name(world, it)) } (status(conversation, it)) }
                }
            }
            @for it in &conversation.participants { (slots(console, world, conversation, it)) }
        }
    }
}

fn name<'a>(world: &'a World, participant: &'a Participant) -> &'a str {
    let named = |name: &&str| participant.names.get(*name).and_then(Value::as_str);
    let account = named(&"sub").and_then(|sub| world.accounts.get(sub));
    let known = ["common_name", "email"].iter().find_map(named).or(account.map(|it| it.name.as_str()));
    known.or_else(|| ["participant_id", "sub"].iter().find_map(named)).unwrap_or_default()
}

fn status(conversation: &Conversation, participant: &Participant) -> Markup {
    let status = conversation.status_of(participant);
    let tone = match status {
        ParticipantStatus::Waiting => BadgeTone::Plain,
        ParticipantStatus::NeedsAction => BadgeTone::Waiting,
        ParticipantStatus::Complete => BadgeTone::Good,
    };
    badge(tone, status.as_str())
}

/// A form to choose for a participant, if it is their turn.
fn slots(console: &Console, world: &World, conversation: &Conversation, participant: &Participant) -> Markup {
    let slots: Vec<_> = match conversation.status_of(participant) {
        ParticipantStatus::NeedsAction => world.slots_of(conversation).into_iter().take(SHOWN).collect(),
        ParticipantStatus::Waiting | ParticipantStatus::Complete => Vec::new(),
    };
    let slots: Vec<_> = slots.into_iter().map(|start| (slot_id(start), time(start))).collect();
    let label = format!("Slot for {}", name(world, participant));
    html! {
        @if !slots.is_empty() {
            form.row method="post" action="/requests/conversations" {
                (console.token())
                input type="hidden" name="participant" value=(participant.token);
                (choice(&label, "slot", "", slots.iter().map(|(id, at)| (id.as_str(), at.clone()))))
                button type="submit" { "Choose" span.hidden { " for " (name(world, participant)) " in " (conversation.id) } }
            }
        }
    }
}

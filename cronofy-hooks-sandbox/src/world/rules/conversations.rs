//! Scheduling conversations: slots, choices, and what channels are notified of.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::time::seconds;
use crate::clock::later;
use crate::world::model::{Conversation, EffectSubject, EffectVerb, Participant, World};

/// How many slots a participant is offered at most.
const MOST_SLOTS: usize = 200;
/// How many slots of a period are tried at most: it bounds the work for a period that is busy.
const MOST_TRIES: usize = 20_000;

/// Why a participant cannot choose a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SelectionError {
    /// The participant has nothing to choose now.
    NoAction,
    NoSuchSlot,
}

impl World {
    /// Starts a conversation, and notifies its participants.
    pub(crate) fn start_conversation(&mut self, conversation: Conversation) -> &Conversation {
        let id = self.ids.prefixed("scv", self.now);
        let mut conversation = Conversation { id: id.clone(), ..conversation };
        for participant in &mut conversation.participants {
            participant.token = self.ids.prefixed("sct", self.now);
        }
        if conversation.participants.iter().all(|it| !it.chooses_itself) {
            conversation.chosen = self.slots_of(&conversation).first().copied();
        }
        self.conversations.insert(id.clone(), conversation);
        self.note(EffectVerb::Created, EffectSubject::Request(id.clone()));
        self.notify_participants(&id, "scheduling_conversation_joined");
        &self.conversations[&id]
    }

    /// A conversation that an account started or takes part in.
    pub(crate) fn conversation_of(&self, account_id: &str, id: &str) -> Option<&Conversation> {
        let takes_part = |it: &Participant| it.sub.as_deref() == Some(account_id);
        let is_of = |it: &&Conversation| it.started_by == account_id || it.participants.iter().any(takes_part);
        self.conversations.get(id).filter(is_of)
    }

    /// The conversation with the token of a participant.
    pub(crate) fn conversation_with_token(&self, token: &str) -> Option<(&Conversation, &Participant)> {
        self.conversations.values().find_map(|conversation| Some((conversation, conversation.participant(token)?)))
    }

    /// The starts of the slots: those in which the accounts whose calendars count have no other event.
    pub(crate) fn slots_of(&self, conversation: &Conversation) -> Vec<Timestamp> {
        let length = conversation.required_duration;
        let busy: Vec<_> = conversation
            .participants
            .iter()
            .filter(|it| !it.chooses_itself)
            .filter_map(|it| it.sub.as_deref())
            .flat_map(|account_id| self.blocking_events(account_id, None))
            .map(|it| (self.starts_at(it), self.ends_at(it)))
            .collect();
        let mut starts = BTreeSet::new();
        for period in &conversation.periods {
            // Skips the slots before now, however many there are.
            let passed = self.now.duration_since(period.start).as_secs().max(0);
            let first = later(period.start, SignedDuration::from_secs(passed - passed % length.as_secs().max(1)));
            let slots = std::iter::successors(Some(first), |start| Some(later(*start, length)));
            let slots = slots.map(|start| (start, later(start, length))).take(MOST_TRIES);
            // At the end of time a slot would be shorter.
            let is_whole = |start: Timestamp, end: Timestamp| start < end && end.duration_since(start) == length;
            let slots = slots.take_while(|(start, end)| is_whole(*start, *end) && *end <= period.end);
            let is_free = |(start, end): &(Timestamp, Timestamp)| {
                *start >= self.now && !busy.iter().any(|it| it.0 < *end && *start < it.1)
            };
            starts.extend(slots.filter(is_free).map(|(start, _)| start).take(MOST_SLOTS));
        }
        starts.into_iter().take(MOST_SLOTS).collect()
    }

    /// A participant chooses a slot, and the participants are notified. The conversation is complete when all who
    /// choose have chosen the same.
    pub(crate) fn select_slot(&mut self, token: &str, slot_id: &str) -> Result<&Conversation, SelectionError> {
        let (conversation, participant) = self.conversation_with_token(token).ok_or(SelectionError::NoAction)?;
        if conversation.status_of(participant) != ParticipantStatus::NeedsAction {
            return Err(SelectionError::NoAction);
        }
        let slots = self.slots_of(conversation);
        let chosen = slots.into_iter().find(|it| self::slot_id(*it) == slot_id).ok_or(SelectionError::NoSuchSlot)?;
        let id = conversation.id.clone();
        if let Some(conversation) = self.conversations.get_mut(&id) {
            let mine = conversation.participants.iter_mut().find(|it| it.token == token);
            mine.into_iter().for_each(|it| it.selected = Some(chosen));
            let mut choosing = conversation.participants.iter().filter(|it| it.chooses_itself);
            if choosing.all(|it| it.selected == Some(chosen)) {
                conversation.chosen = Some(chosen);
            }
        }
        self.notify_participants(&id, "scheduling_conversation_updated");
        self.conversations.get(&id).ok_or(SelectionError::NoAction)
    }

    /// Notifies the channels of all accounts that take part, if they ask for it.
    fn notify_participants(&mut self, id: &str, name: &str) {
        let Some(conversation) = self.conversations.get(id) else { return };
        let accounts: BTreeSet<_> = conversation.participants.iter().filter_map(|it| it.sub.clone()).collect();
        for account_id in accounts {
            let channels = self.channels_of(&account_id).filter(|it| it.scheduling_conversations == Some(true));
            let channels: Vec<_> = channels.map(|it| it.channel_id.clone()).collect();
            for channel_id in channels {
                self.notify_channel_with(&channel_id, &json!({ "type": name, "scheduling_conversation_id": id }));
            }
        }
    }
}

/// What a participant has to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParticipantStatus {
    Waiting,
    NeedsAction,
    Complete,
}

impl ParticipantStatus {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::NeedsAction => "needs_action",
            Self::Complete => "complete",
        }
    }
}

/// The id of the slot that starts at this time.
pub(crate) fn slot_id(start: Timestamp) -> String {
    format!("slt_{}", start.as_second())
}

impl Conversation {
    fn participant(&self, token: &str) -> Option<&Participant> {
        self.participants.iter().find(|it| it.token == token)
    }

    /// A participant has to choose until the participant and everyone else who chose have chosen the same slot.
    pub(crate) fn status_of(&self, participant: &Participant) -> ParticipantStatus {
        let others = self.participants.iter().filter(|it| it.chooses_itself && it.token != participant.token);
        match (self.chosen, participant.chooses_itself) {
            (Some(_), _) => ParticipantStatus::Complete,
            (None, false) => ParticipantStatus::Waiting,
            (None, true) if participant.selected.is_none() => ParticipantStatus::NeedsAction,
            (None, true) if others.clone().any(|it| it.selected.is_some_and(|it| Some(it) != participant.selected)) => {
                ParticipantStatus::NeedsAction
            }
            (None, true) => ParticipantStatus::Waiting,
        }
    }

    /// As the API shows it. The URLs of the actions are on this host.
    pub(crate) fn to_json(&self, host: &str) -> Value {
        let periods = self.periods.iter();
        let periods = periods.map(|it| json!({ "start": seconds(it.start), "end": seconds(it.end) }));
        let mut body = Value::Object(self.details.clone());
        body["scheduling_conversation_id"] = self.id.as_str().into();
        body["participants"] = self.participants.iter().map(|it| self.participant_json(it, host)).collect();
        body["required_duration"] = json!({ "minutes": self.required_duration.as_mins() });
        body["available_periods"] = periods.collect();
        body["status"] = if self.chosen.is_some() { "complete" } else { "in_progress" }.into();
        if let Some(chosen) = self.chosen {
            body["chosen_slot"] = self.slot("available_slot_id", chosen);
        }
        body
    }

    pub(crate) fn participant_json(&self, participant: &Participant, host: &str) -> Value {
        let mut body = Value::Object(participant.names.clone());
        let status = self.status_of(participant);
        let method = if participant.chooses_itself { "manual" } else { "auto" };
        body["slots"] = json!({ "selection_method": method });
        let selected = if participant.chooses_itself { participant.selected } else { self.chosen };
        if let Some(selected) = selected {
            body["slots"]["selected"] = json!([self.slot("slot_id", selected)]);
        }
        body["status"] = status.as_str().into();
        body["possible_actions"] = match status {
            ParticipantStatus::NeedsAction => {
                let path = format!("/v1/scheduling_conversations/{}/participants/{}/slots", self.id, participant.token);
                let url = json!({ "url": format!("http://{host}{path}") });
                json!({ "slots_list": url, "slots_select": url })
            }
            ParticipantStatus::Waiting | ParticipantStatus::Complete => json!({}),
        };
        body
    }

    /// The slot that starts at this time, with its id under this name.
    pub(crate) fn slot(&self, name: &str, start: Timestamp) -> Value {
        let end = later(start, self.required_duration);
        json!({ name: slot_id(start), "start": seconds(start), "end": seconds(end) })
    }
}

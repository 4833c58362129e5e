//! Records what is done to a world. Time passes without it, and so do the consequences.

use serde_json::{Map, Value, json};

use super::writing::{EventAuthor, EventWrite};
use crate::world::model::{Calendar, EventStep, FaultRules, RecordedAction, RecordedStep, Step, StepAuthor, World};

/// What a world was like before a change.
#[derive(Debug)]
pub(crate) struct BeforeChange {
    newest: u64,
    planned: u64,
    steps: usize,
    faults: FaultRules,
}

impl World {
    pub(crate) fn before_change(&self) -> BeforeChange {
        BeforeChange {
            newest: self.ids.last(),
            planned: self.agenda.planned(),
            steps: self.recording.steps.len(),
            faults: self.faults.clone(),
        }
    }

    /// Records the faults and the seed that a change set. Records a gap if the change had consequences and no step.
    pub(crate) fn after_change(&mut self, before: &BeforeChange) {
        let BeforeChange { newest, planned, steps, faults } = before;
        if self.faults.rules != faults.rules {
            self.record(*newest, Step::Faults(self.faults.rules.clone()));
        }
        if self.faults.seed != faults.seed {
            self.record(*newest, Step::Seed(self.faults.seed));
        }
        // A scenario without a change that took an id has other ids later.
        let has_consequences = self.agenda.planned() != *planned || self.ids.last() != *newest;
        if has_consequences && self.recording.steps.len() == *steps {
            let sent = self.deliveries.range(newest + 1..).map(|(_, it)| it.name.clone()).collect();
            self.record_action(*newest, RecordedAction::Other(sent));
        }
    }

    /// Records a step that was done; `newest` is the newest number before it.
    pub(crate) fn record(&mut self, newest: u64, step: Step) {
        self.record_action(newest, RecordedAction::Step(step));
    }

    /// Records a gap: a change of what is delivered, which no step can repeat.
    pub(crate) fn record_gap(&mut self) {
        self.record_action(self.ids.last(), RecordedAction::Other(Vec::new()));
    }

    fn record_action(&mut self, newest: u64, action: RecordedAction) {
        self.recording.add(RecordedStep { at: self.now, newest, action });
    }

    /// The step that writes an event.
    pub(super) fn upsert_step(&self, calendar_id: &str, write: &EventWrite, by: EventAuthor) -> Step {
        let event = serde_json::to_value(write).ok();
        Step::UpsertEvent(self.event_step(calendar_id, event, by))
    }

    /// The step that deletes an event.
    pub(super) fn delete_step(&self, calendar_id: &str, event_uid: &str, by: EventAuthor) -> Step {
        let event_id = self.events.get(event_uid).and_then(|it| it.event_id.as_deref());
        let event = match (by, event_id) {
            (EventAuthor::Application, Some(event_id)) => json!({ "event_id": event_id }),
            _ => json!({ "event_uid": event_uid }),
        };
        Step::DeleteEvent(self.event_step(calendar_id, Some(event), by))
    }

    fn event_step(&self, calendar_id: &str, event: Option<Value>, by: EventAuthor) -> EventStep {
        let calendar = self.calendars.get(calendar_id);
        let account_id = calendar.map_or("", |it| it.account_id.as_str());
        let is_namesake = |name: &str| {
            let same = |it: &&Calendar| it.account_id == account_id && it.calendar_name == name;
            self.calendars.values().filter(same).count() > 1
        };
        // The primary one is meant without a name.
        let named = calendar
            .filter(|it| !it.primary)
            .map(|it| if is_namesake(&it.calendar_name) { it.calendar_id.clone() } else { it.calendar_name.clone() });
        EventStep {
            by: match by {
                EventAuthor::Application => StepAuthor::Application,
                EventAuthor::User => StepAuthor::User,
            },
            account: self.account_in_step(account_id),
            calendar: named,
            event: match event {
                Some(Value::Object(fields)) => fields,
                _ => Map::new(),
            },
        }
    }

    /// How a step names an account: by its address, and the first one not at all.
    pub(super) fn account_in_step(&self, account_id: &str) -> Option<String> {
        let is_first = self.accounts.keys().next().is_some_and(|first| first == account_id);
        self.accounts.get(account_id).filter(|_| !is_first).map(|it| it.email.clone())
    }
}

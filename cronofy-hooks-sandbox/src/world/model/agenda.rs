//! [`Agenda`]: planned actions, and when each is due.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cause::DeliveryCause;

/// An action that is planned for a time. When it is due, its rule checks whether it still applies, so
/// nothing has to be removed from the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PlannedAction {
    /// Sends a notification, for the first time or again.
    Attempt { delivery: u64 },
    /// Closes a channel that has had no success for 24 hours.
    CloseChannel { channel_id: String },
    /// Sends a trigger of an event, if the event still starts or ends at the same time.
    Trigger { event_uid: String, subscription: usize, transition: usize },
    /// Asks the conferencing provider, again if it failed before.
    Conferencing { event_uid: String },
    /// Decides about a request for access to the account of another.
    DecideAccess { id: String },
    /// Moves a meeting agent to its next stage.
    Agent { sub: String },
    /// Notifies a channel of the changes since the last notification.
    #[serde(rename = "Ping")]
    NotifyChange { channel_id: String },
}

/// Actions in order of time; those for the same instant in the order in which they were added.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<SavedAction>", into = "Vec<SavedAction>")]
pub(crate) struct Agenda {
    /// Each with what caused that it is planned.
    actions: BTreeMap<(Timestamp, u64), (PlannedAction, DeliveryCause)>,
    last: u64,
}

/// How the state file has an action.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SavedAction {
    Caused(Timestamp, PlannedAction, DeliveryCause),
    /// In the files of older versions.
    Uncaused(Timestamp, PlannedAction),
}

impl Agenda {
    pub(crate) fn add(&mut self, at: Timestamp, action: PlannedAction, cause: DeliveryCause) {
        self.last += 1;
        self.actions.insert((at, self.last), (action, cause));
    }

    /// How many actions were ever planned.
    pub(crate) fn planned(&self) -> u64 {
        self.last
    }

    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.actions.first_key_value().map(|((at, _), _)| *at)
    }

    /// Removes the next action that is due at `now`; also returns when it was due, and what caused it.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<(Timestamp, PlannedAction, DeliveryCause)> {
        self.next_at().filter(|at| *at <= now)?;
        self.actions.pop_first().map(|((at, _), (action, cause))| (at, action, cause))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Timestamp, &PlannedAction)> {
        self.actions.iter().map(|((at, _), (action, _))| (*at, action))
    }
}

impl From<Vec<SavedAction>> for Agenda {
    fn from(saved: Vec<SavedAction>) -> Self {
        let mut agenda = Self::default();
        for action in saved {
            match action {
                SavedAction::Caused(at, action, cause) => agenda.add(at, action, cause),
                SavedAction::Uncaused(at, action) => agenda.add(at, action, DeliveryCause::default()),
            }
        }
        agenda
    }
}

impl From<Agenda> for Vec<SavedAction> {
    fn from(agenda: Agenda) -> Self {
        let actions = agenda.actions.into_iter();
        actions.map(|((at, _), (action, cause))| SavedAction::Caused(at, action, cause)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_actions_come_in_order_of_time_and_then_of_planning() {
        let at = |second| Timestamp::new(second, 0).expect("a valid time");
        let plan = |delivery| PlannedAction::Attempt { delivery };
        let mut agenda = Agenda::default();
        for (second, delivery) in [(20, 1), (10, 2), (10, 3), (30, 4)] {
            agenda.add(at(second), plan(delivery), DeliveryCause::Call(delivery));
        }
        let saved = serde_json::to_string(&agenda).expect("it is JSON");
        let mut agenda: Agenda = serde_json::from_str(&saved).expect("an agenda");
        agenda.add(at(10), plan(5), DeliveryCause::Action);
        let due: Vec<_> = std::iter::from_fn(|| agenda.take_due(at(20))).collect();
        let caused = |second, number| (at(second), plan(number), DeliveryCause::Call(number));
        assert_eq!(due, [caused(10, 2), caused(10, 3), (at(10), plan(5), DeliveryCause::Action), caused(20, 1)]);
        assert_eq!(agenda.next_at(), Some(at(30)));
    }

    #[test]
    fn a_file_of_an_older_version_has_no_causes() {
        let saved = r#"[["2026-06-01T08:00:00Z", {"Attempt": {"delivery": 7}}]]"#;
        let mut agenda: Agenda = serde_json::from_str(saved).expect("an agenda");
        let at = "2026-06-01T08:00:00Z".parse().expect("a time");
        let due = (at, PlannedAction::Attempt { delivery: 7 }, DeliveryCause::Action);
        assert_eq!(agenda.take_due(at), Some(due));
    }
}

//! [`Agenda`]: planned actions, and when each is due.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
#[serde(from = "Vec<(Timestamp, PlannedAction)>", into = "Vec<(Timestamp, PlannedAction)>")]
pub(crate) struct Agenda {
    actions: BTreeMap<(Timestamp, u64), PlannedAction>,
    last: u64,
}

impl Agenda {
    pub(crate) fn add(&mut self, at: Timestamp, action: PlannedAction) {
        self.last += 1;
        self.actions.insert((at, self.last), action);
    }

    /// How many actions were ever planned.
    pub(crate) fn planned(&self) -> u64 {
        self.last
    }

    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.actions.first_key_value().map(|((at, _), _)| *at)
    }

    /// Removes the next action that is due at `now`; also returns when it was due.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<(Timestamp, PlannedAction)> {
        self.next_at().filter(|at| *at <= now)?;
        self.actions.pop_first().map(|((at, _), action)| (at, action))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Timestamp, &PlannedAction)> {
        self.actions.iter().map(|((at, _), action)| (*at, action))
    }
}

impl From<Vec<(Timestamp, PlannedAction)>> for Agenda {
    fn from(actions: Vec<(Timestamp, PlannedAction)>) -> Self {
        let mut agenda = Self::default();
        for (at, action) in actions {
            agenda.add(at, action);
        }
        agenda
    }
}

impl From<Agenda> for Vec<(Timestamp, PlannedAction)> {
    fn from(agenda: Agenda) -> Self {
        agenda.actions.into_iter().map(|((at, _), action)| (at, action)).collect()
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
            agenda.add(at(second), plan(delivery));
        }
        let mut agenda = Agenda::from(Vec::from(agenda));
        agenda.add(at(10), plan(5));
        let due: Vec<_> = std::iter::from_fn(|| agenda.take_due(at(20))).map(|(_, action)| action).collect();
        assert_eq!(due, [plan(2), plan(3), plan(5), plan(1)]);
        assert_eq!(agenda.next_at(), Some(at(30)));
    }
}

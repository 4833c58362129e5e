//! [`Agenda`]: what will happen, and when.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that will happen unless the world has changed by then: whoever carries it out looks
/// again whether it still applies, so that nothing has to be taken out of the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Plan {
    /// A notification is sent, for the first time or again.
    Attempt { delivery: u64 },
    /// A channel without success for 24 hours is closed.
    CloseChannel { channel_id: String },
    /// A trigger of an event comes due, if the event still starts or ends then.
    Trigger { event_uid: String, subscription: usize, transition: usize },
    /// The service asks the conferencing provider, again if it failed before.
    Conferencing { event_uid: String },
    /// A meeting agent goes on to its next state.
    Agent { sub: String },
    /// A change of a calendar is told to its channels.
    Ping { channel_id: String },
}

/// Plans in order of time; those for one instant in the order in which they were made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(Timestamp, Plan)>", into = "Vec<(Timestamp, Plan)>")]
pub(crate) struct Agenda {
    plans: BTreeMap<(Timestamp, u64), Plan>,
    last: u64,
}

impl Agenda {
    pub(crate) fn add(&mut self, at: Timestamp, plan: Plan) {
        self.last += 1;
        self.plans.insert((at, self.last), plan);
    }

    /// When the next one is due.
    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.plans.first_key_value().map(|((at, _), _)| *at)
    }

    /// The next one that is due at `now`, and when it was.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<(Timestamp, Plan)> {
        self.next_at().filter(|at| *at <= now)?;
        self.plans.pop_first().map(|((at, _), plan)| (at, plan))
    }

    /// All of them, for those who look on.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Timestamp, &Plan)> {
        self.plans.iter().map(|((at, _), plan)| (*at, plan))
    }
}

impl From<Vec<(Timestamp, Plan)>> for Agenda {
    fn from(plans: Vec<(Timestamp, Plan)>) -> Self {
        let mut agenda = Self::default();
        for (at, plan) in plans {
            agenda.add(at, plan);
        }
        agenda
    }
}

impl From<Agenda> for Vec<(Timestamp, Plan)> {
    fn from(agenda: Agenda) -> Self {
        agenda.plans.into_iter().map(|((at, _), plan)| (at, plan)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_in_order_of_time_and_then_of_planning() {
        let at = |second| Timestamp::new(second, 0).expect("a valid time");
        let plan = |delivery| Plan::Attempt { delivery };
        let mut agenda = Agenda::default();
        for (second, delivery) in [(20, 1), (10, 2), (10, 3), (30, 4)] {
            agenda.add(at(second), plan(delivery));
        }
        let mut agenda = Agenda::from(Vec::from(agenda));
        agenda.add(at(10), plan(5));
        let due: Vec<_> = std::iter::from_fn(|| agenda.take_due(at(20))).map(|(_, plan)| plan).collect();
        assert_eq!(due, [plan(2), plan(3), plan(5), plan(1)]);
        assert_eq!(agenda.next_at(), Some(at(30)));
    }
}

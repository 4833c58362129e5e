//! Looking, changing and pruning.

use super::earlier;
use super::unit::{Delivery, Model, State, Unit};
use crate::inbox::{Change, Entry, Retention, Selection, Statistics, Stored, UnitState};

impl Model {
    pub(in crate::testing::inbox) fn list(&self, selection: &Selection) -> Vec<Entry> {
        let chosen = self.choose(selection, |_| true);
        chosen.into_iter().map(|unit| unit.entry_at(self.now)).collect()
    }

    /// The units of a selection to which something applies, newest first.
    fn choose(&self, selection: &Selection, applies_to: impl Fn(UnitState) -> bool) -> Vec<&Unit> {
        let Selection { units, states, since, until, name, limit } = selection;
        let chosen = self.units.iter().rev().filter(|unit| {
            (units.is_empty() || units.contains(&unit.id))
                && (states.is_empty() || states.contains(&unit.seen_at(self.now)))
                && since.is_none_or(|since| unit.received_at >= since)
                && until.is_none_or(|until| unit.received_at < until)
                && name.as_ref().is_none_or(|part| unit.name.contains(part))
                && applies_to(unit.seen_at(self.now))
        });
        chosen.take(limit.map_or(usize::MAX, |limit| limit as usize)).collect()
    }

    pub(in crate::testing::inbox) fn show(&self, number: i64) -> Option<Stored> {
        let delivery = self.deliveries.iter().find(|delivery| delivery.number == number)?;
        let units = self.units_of(delivery).map(|unit| unit.entry_at(self.now)).collect();
        let Delivery { received_at, head, body, .. } = delivery.clone();
        Some(Stored { delivery: number, received_at, head, body, units })
    }

    pub(in crate::testing::inbox) fn numbers(&self) -> Vec<i64> {
        self.deliveries.iter().map(|delivery| delivery.number).collect()
    }

    fn units_of(&self, delivery: &Delivery) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| unit.id.delivery() == delivery.number)
    }

    pub(in crate::testing::inbox) fn change(&mut self, change: Change, selection: &Selection) -> u64 {
        let chosen = self.choose(selection, |state| change.applies_to(state));
        let chosen: Vec<_> = chosen.into_iter().map(|unit| unit.id).collect();
        let now = self.now;
        for unit in self.units.iter_mut().filter(|unit| chosen.contains(&unit.id)) {
            unit.clear();
            match change {
                Change::Retry if !unit.state.is_finished() => {
                    unit.due = now;
                    unit.held = false;
                }
                Change::Retry | Change::Replay => {
                    unit.state = State::Arrived;
                    unit.attempts = 0;
                    unit.due = now;
                    unit.finished = None;
                    unit.joined = None;
                    unit.replays += u32::from(change == Change::Replay);
                }
                Change::Bury => {}
            }
        }
        if change == Change::Bury {
            for id in &chosen {
                self.finish(*id, State::Dead, Some("buried by hand".to_owned()));
            }
        }
        chosen.len() as u64
    }

    pub(in crate::testing::inbox) fn prune(&mut self, retention: &Retention) -> u64 {
        let forgotten: Vec<i64> =
            self.deliveries.iter().filter(|delivery| self.forgets(delivery, retention)).map(|it| it.number).collect();
        self.deliveries.retain(|delivery| !forgotten.contains(&delivery.number));
        self.units.retain(|unit| !forgotten.contains(&unit.id.delivery()));
        forgotten.len() as u64
    }

    fn forgets(&self, delivery: &Delivery, retention: &Retention) -> bool {
        let unfinished = |unit: &Unit| !unit.state.is_finished();
        let needed = |unit: &Unit| {
            unfinished(unit) || self.units.iter().any(|other| unit.joined == Some(other.id) && unfinished(other))
        };
        if self.units_of(delivery).any(needed) {
            return false;
        }
        let dead = self.units_of(delivery).any(|unit| unit.state == State::Dead);
        let keep = match (dead, retention.dead) {
            (false, _) => retention.done,
            (true, Some(dead)) => dead.max(retention.done),
            (true, None) => return false,
        };
        delivery.received_at < earlier(self.now, keep)
    }

    pub(in crate::testing::inbox) fn statistics(&self) -> Statistics {
        let count = |state| self.units.iter().filter(|unit| unit.seen_at(self.now) == state).count() as u64;
        let first = self.units.iter().filter(|unit| !unit.state.is_finished()).min_by_key(|unit| unit.id);
        Statistics {
            waiting: count(UnitState::Waiting),
            running: count(UnitState::Running),
            dead: count(UnitState::Dead),
            oldest: first.map(|unit| unit.received_at),
        }
    }
}

//! Accepting, leasing and settling.

use std::time::Duration;

use jiff::Timestamp;

use super::later;
use super::unit::{Delivery, Model, State, Unit};
use crate::inbox::{Fence, Leased, NewDelivery, RepeatKey, Settlement, UnitId};

impl Model {
    pub(in crate::testing::inbox) fn set_time(&mut self, now: Timestamp) {
        self.now = now;
    }

    pub(in crate::testing::inbox) fn knows(&self, repeat: RepeatKey) -> bool {
        self.deliveries.iter().any(|delivery| delivery.repeat == Some(repeat))
    }

    /// Takes a delivery that is not known, under the number that an engine gave it.
    pub(in crate::testing::inbox) fn accept(&mut self, number: i64, new: NewDelivery) {
        for (unit, index) in new.units.into_iter().zip(0..) {
            let Some(id) = UnitId::new(number, index) else { continue };
            let (topic, since) = unit.join.map(|join| (join.topic, join.since)).unzip();
            self.units.push(Unit {
                id,
                name: unit.name,
                key: unit.key,
                topic,
                received_at: new.received_at,
                state: State::Arrived,
                held: false,
                fence: 0,
                attempts: 0,
                lost: 0,
                crashes: 0,
                alone: false,
                replays: 0,
                due: later(self.now, unit.delay),
                since,
                joined: None,
                finished: None,
                error: None,
            });
        }
        let NewDelivery { repeat, head, body, received_at, .. } = new;
        self.deliveries.push(Delivery { number, repeat, head, body, received_at });
    }

    pub(in crate::testing::inbox) fn lease(&mut self, max: usize, hold: Duration) -> Vec<Leased> {
        for place in 0..self.units.len() {
            if self.units[place].state == State::Arrived {
                self.admit(place);
            }
        }
        let mut due: Vec<usize> = (0..self.units.len())
            .filter(|&place| self.units[place].state == State::Ready && self.units[place].due <= self.now)
            .collect();
        due.sort_by_key(|&place| (self.units[place].due, self.units[place].id));
        due.truncate(max);
        due.into_iter().map(|place| self.hold(place, hold)).collect()
    }

    /// Decides whether a unit that arrived joins, can run, or stands behind another.
    fn admit(&mut self, place: usize) {
        let unit = self.units[place].clone();
        let first_of_its_topic = self
            .units
            .iter_mut()
            .find(|other| unit.topic.is_some() && other.topic == unit.topic && other.is_open() && !other.held);
        if let Some(other) = first_of_its_topic {
            other.since = other.since.min(unit.since);
            let joined = other.id;
            self.units[place].joined = Some(joined);
            self.units[place].state = State::Joined;
            return;
        }
        let behind = unit.key.is_some() && self.units.iter().any(|other| other.key == unit.key && other.is_open());
        self.units[place].state = if behind { State::Blocked } else { State::Ready };
    }

    fn hold(&mut self, place: usize, hold: Duration) -> Leased {
        let due = later(self.now, hold);
        let unit = &mut self.units[place];
        if unit.held {
            // The lease before has ended without a word.
            unit.lost += 1;
            unit.crashes += u32::from(unit.alone);
        } else {
            unit.attempts += 1;
        }
        unit.held = true;
        unit.alone = false;
        unit.fence += 1;
        unit.due = due;
        let (id, fence, attempt, since) = (unit.id, Fence(unit.fence), unit.attempts, unit.since);
        let (lost, crashes, received_at) = (unit.lost, unit.crashes, unit.received_at);
        // A unit is forgotten together with its delivery.
        let delivery = self.deliveries.iter().find(|delivery| delivery.number == id.delivery());
        let (head, body) = delivery.map(|delivery| (delivery.head.clone(), delivery.body.clone())).unwrap_or_default();
        Leased { unit: id, fence, attempt, lost, crashes, since, head, body, received_at }
    }

    pub(in crate::testing::inbox) fn settle(&mut self, id: UnitId, fence: Fence, settlement: &Settlement) -> bool {
        let now = self.now;
        let leased =
            |unit: &&mut Unit| unit.id == id && unit.state == State::Ready && unit.held && Fence(unit.fence) == fence;
        let Some(unit) = self.units.iter_mut().find(leased) else { return false };
        match settlement.clone() {
            Settlement::Done => self.finish(id, State::Done, None),
            Settlement::Discarded { reason } => self.finish(id, State::Discarded, Some(reason)),
            Settlement::Dead { error } => self.finish(id, State::Dead, Some(error)),
            Settlement::Retry { after, error } => {
                unit.clear();
                unit.held = false;
                unit.due = later(now, after);
                unit.error = Some(error);
            }
            Settlement::Extend { hold } => unit.due = later(now, hold),
            Settlement::Isolate { hold } => {
                unit.alone = true;
                unit.due = later(now, hold);
            }
            Settlement::Release => {
                unit.held = false;
                unit.alone = false;
                unit.due = now;
                unit.attempts -= 1;
            }
        }
        true
    }

    /// Ends a unit; the next of its key can run. Without an error it keeps the last.
    pub(super) fn finish(&mut self, id: UnitId, state: State, error: Option<String>) {
        let Some(unit) = self.units.iter_mut().find(|unit| unit.id == id) else { return };
        unit.state = state;
        unit.held = false;
        unit.clear();
        unit.finished = Some(self.now);
        unit.error = error.or(unit.error.take());
        let key = unit.key.clone();
        let of_key = |unit: &Unit, state| key.is_some() && unit.key == key && unit.state == state;
        if self.units.iter().any(|unit| of_key(unit, State::Ready)) {
            return;
        }
        if let Some(next) = self.units.iter_mut().find(|unit| of_key(unit, State::Blocked)) {
            next.state = State::Ready;
        }
    }
}

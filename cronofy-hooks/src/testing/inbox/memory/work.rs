//! Accepting, leasing and settling.

use std::time::Duration;

use super::shelf::{Delivery, Micros, Shelf, Stage, Unit, after};
use crate::inbox::{
    Accepted, Fence, InboxError, InboxErrorKind, Leased, NewDelivery, NewUnit, Settlement, UnitId, UnitState,
};

impl Shelf {
    pub(super) fn accept(&mut self, new: NewDelivery, now: Micros) -> Result<Accepted, InboxError> {
        let NewDelivery { repeat, head, body, received_at, units } = new;
        if repeat.is_some_and(|repeat| self.repeats.contains_key(&repeat)) {
            return Ok(Accepted::Repeated);
        }
        if units.is_empty() || units.len() > UnitId::MOST as usize {
            return Err(InboxError::new(
                InboxErrorKind::Unsupported,
                format!("a delivery has {} units; it must have at least 1 and at most {}", units.len(), UnitId::MOST),
            ));
        }
        self.latest += 1;
        let number = self.latest;
        for (unit, id) in units.into_iter().zip((0..).map_while(|index| UnitId::new(number, index))) {
            let NewUnit { name, key, join, delay } = unit;
            let (topic, since) = join.map(|join| (join.topic, join.since)).unzip();
            let due = after(now, delay);
            let stage = Stage::Arrived;
            let (fence, attempts, lost, crashes, alone, replays, error) = (0, 0, 0, 0, false, 0, None);
            #[rustfmt::skip]
            self.insert(id, Unit {
                name, key, topic, since, received_at, stage, fence, attempts, lost, crashes, alone, replays, due, error,
            });
        }
        if let Some(repeat) = repeat {
            self.repeats.insert(repeat, number);
        }
        self.deliveries.insert(number, Delivery { repeat, head, body, received_at });
        Ok(Accepted::New)
    }

    pub(super) fn lease(&mut self, max: usize, hold: Duration, now: Micros) -> Vec<Leased> {
        while let Some(&id) = self.arrived.first() {
            self.admit(id, now);
        }
        let due: Vec<_> = self.due.iter().take_while(|(due, _)| *due <= now).take(max).map(|&(_, id)| id).collect();
        due.into_iter().filter_map(|id| self.take(id, after(now, hold))).collect()
    }

    /// How long until something can be leased.
    pub(super) fn next_due(&self, now: Micros) -> Option<Duration> {
        self.due.first().map(|(due, _)| Duration::from_micros(due.saturating_sub(now).try_into().unwrap_or(0)))
    }

    fn admit(&mut self, id: UnitId, now: Micros) {
        let Some(unit) = self.units.get(&id) else { return };
        let topic = unit.topic.as_ref().and_then(|topic| self.topics.get(topic));
        if let Some(&to) = topic.and_then(|waiting| waiting.first()) {
            let since = unit.since;
            self.edit(to, |unit| unit.since = since.into_iter().chain(unit.since).min());
            self.edit(id, |unit| unit.stage = Stage::Joined { to, at: now });
            return;
        }
        let behind = unit.key.as_ref().is_some_and(|key| self.keys.contains_key(key));
        self.edit(id, |unit| unit.stage = if behind { Stage::Blocked } else { Stage::Free });
    }

    fn take(&mut self, id: UnitId, until: Micros) -> Option<Leased> {
        self.edit(id, |unit| {
            let was_lost = unit.stage == Stage::Leased;
            unit.attempts += u32::from(!was_lost);
            unit.lost += u32::from(was_lost);
            unit.crashes += u32::from(was_lost && unit.alone);
            unit.alone = false;
            unit.stage = Stage::Leased;
            unit.fence += 1;
            unit.due = until;
        });
        let (unit, delivery) = (self.units.get(&id)?, self.deliveries.get(&id.delivery())?);
        Some(Leased {
            unit: id,
            fence: Fence(unit.fence),
            attempt: unit.attempts,
            lost: unit.lost,
            crashes: unit.crashes,
            since: unit.since,
            head: delivery.head.clone(),
            body: delivery.body.clone(),
            received_at: delivery.received_at,
        })
    }

    pub(super) fn settle(&mut self, id: UnitId, fence: Fence, settlement: Settlement, now: Micros) -> bool {
        if !self.units.get(&id).is_some_and(|unit| unit.is_leased_as(fence)) {
            return false;
        }
        let free = |unit: &mut Unit, due| {
            unit.stage = Stage::Free;
            unit.due = due;
        };
        match settlement {
            Settlement::Done => self.end(id, UnitState::Done, None, now),
            Settlement::Discarded { reason } => self.end(id, UnitState::Discarded, Some(reason), now),
            Settlement::Dead { error } => self.end(id, UnitState::Dead, Some(error), now),
            Settlement::Retry { after: delay, error } => self.edit(id, |unit| {
                free(unit, after(now, delay));
                unit.clear();
                unit.error = Some(error);
            }),
            Settlement::Extend { hold } => self.edit(id, |unit| unit.due = after(now, hold)),
            Settlement::Isolate { hold } => self.edit(id, |unit| {
                unit.due = after(now, hold);
                unit.alone = true;
            }),
            Settlement::Release => self.edit(id, |unit| {
                free(unit, now);
                unit.alone = false;
                unit.attempts = unit.attempts.saturating_sub(1);
            }),
        }
        true
    }

    pub(super) fn end(&mut self, id: UnitId, state: UnitState, error: Option<String>, now: Micros) {
        let mut key = None;
        self.edit(id, |unit| {
            unit.stage = Stage::Over { state, at: now };
            unit.clear();
            unit.error = error.or(unit.error.take());
            key.clone_from(&unit.key);
        });
        let next = key.and_then(|key| self.keys.get(&key)).and_then(|of_key| of_key.first());
        if let Some(&(true, next)) = next {
            self.edit(next, |unit| unit.stage = Stage::Free);
        }
    }
}

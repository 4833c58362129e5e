//! Looking, changing and pruning.

use std::collections::BTreeSet;
use std::time::Duration;

use super::shelf::{Delivery, Micros, Shelf, Stage, Unit, after};
use crate::inbox::{Change, Entry, Retention, Selection, Statistics, Stored, UnitId, UnitState};

impl Shelf {
    pub(super) fn list(&self, selection: &Selection, now: Micros) -> Vec<Entry> {
        self.select(selection, &UnitState::ALL, now).map(|(id, unit)| unit.entry(id, now)).collect()
    }

    /// What of a selection is in one of these states, newest first.
    fn select<'a>(
        &'a self,
        selection: &'a Selection,
        states: &'a [UnitState],
        now: Micros,
    ) -> impl Iterator<Item = (UnitId, &'a Unit)> {
        let is_selected = move |unit: &Unit| {
            let Selection { states: asked, since, until, name, .. } = selection;
            let state = unit.state(now);
            states.contains(&state)
                && (asked.is_empty() || asked.contains(&state))
                && since.is_none_or(|since| since <= unit.received_at)
                && until.is_none_or(|until| until > unit.received_at)
                && name.as_deref().is_none_or(|part| unit.name.contains(part))
        };
        let limit = selection.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let named: BTreeSet<_> = selection.units.iter().copied().collect();
        let all = named.is_empty().then(|| self.units.iter()).into_iter().flatten();
        let named = named.into_iter().filter_map(|id| self.units.get_key_value(&id));
        let newest_first = all.rev().chain(named.rev()).map(|(id, unit)| (*id, unit));
        newest_first.filter(move |(_, unit)| is_selected(unit)).take(limit)
    }

    /// What a change is about, in the order in which it changes.
    pub(super) fn choose(&self, change: Change, selection: &Selection, now: Micros) -> Vec<UnitId> {
        let states = change.states_of(selection);
        change.in_order(self.select(selection, &states, now).map(|(id, _)| id).collect())
    }

    pub(super) fn show(&self, number: i64, now: Micros) -> Option<Stored> {
        let Delivery { head, body, received_at, .. } = self.deliveries.get(&number)?;
        let units = self.ids_of(number).filter_map(|id| Some(self.units.get(&id)?.entry(id, now))).collect();
        Some(Stored { delivery: number, received_at: *received_at, head: head.clone(), body: body.clone(), units })
    }

    fn ids_of(&self, number: i64) -> impl Iterator<Item = UnitId> {
        let bounds = UnitId::new(number, 0).zip(UnitId::new(number, UnitId::MOST - 1));
        bounds.into_iter().flat_map(|(first, last)| self.units.range(first..=last)).map(|(id, _)| *id)
    }

    pub(super) fn change(&mut self, change: Change, selection: &Selection, now: Micros) -> u64 {
        let states = change.states_of(selection);
        let chosen: Vec<_> = self.select(selection, &states, now).map(|(id, unit)| (id, unit.is_finished())).collect();
        for &(id, is_finished) in &chosen {
            match change {
                Change::Bury => self.end(id, UnitState::Dead, Some("buried by hand".to_owned()), now),
                Change::Retry if !is_finished => self.edit(id, |unit| {
                    unit.clear();
                    unit.due = now;
                    if unit.stage == Stage::Leased {
                        unit.stage = Stage::Free;
                    }
                }),
                Change::Retry | Change::Replay => self.edit(id, |unit| {
                    unit.clear();
                    unit.stage = Stage::Arrived;
                    unit.attempts = 0;
                    unit.due = now;
                    if change == Change::Replay {
                        unit.replays += 1;
                    }
                }),
            }
        }
        chosen.len() as u64
    }

    pub(super) fn prune(&mut self, retention: Retention, now: Micros) -> u64 {
        // Chosen before any is removed: what is joined to one of them is finished all the same.
        let old: Vec<_> = self.deliveries.keys().copied().filter(|&it| self.is_over(it, retention, now)).collect();
        for &number in &old {
            for id in self.ids_of(number).collect::<Vec<_>>() {
                self.remove(id);
            }
            if let Some(repeat) = self.deliveries.remove(&number).and_then(|delivery| delivery.repeat) {
                self.repeats.remove(&repeat);
            }
        }
        old.len() as u64
    }

    fn is_over(&self, number: i64, retention: Retention, now: Micros) -> bool {
        let mut keep = retention.done;
        for unit in self.ids_of(number).filter_map(|id| self.units.get(&id)) {
            match unit.stage {
                Stage::Over { state: UnitState::Dead, .. } => match retention.dead {
                    Some(dead) => keep = keep.max(dead),
                    None => return false,
                },
                Stage::Over { .. } => {}
                Stage::Joined { to, .. } if self.units.get(&to).is_none_or(Unit::is_finished) => {}
                _ => return false,
            }
        }
        let received = self.deliveries.get(&number).map(|delivery| delivery.received_at.as_microsecond());
        received.is_some_and(|received| after(received, keep.saturating_add(Duration::from_micros(1))) <= now)
    }

    pub(super) fn statistics(&self, now: Micros) -> Statistics {
        let mut counts = Statistics::default();
        for unit in self.units.values() {
            match unit.state(now) {
                UnitState::Waiting => counts.waiting += 1,
                UnitState::Running => counts.running += 1,
                UnitState::Dead => counts.dead += 1,
                _ => {}
            }
            // They come in the order in which they were stored.
            if !unit.is_finished() {
                counts.oldest = counts.oldest.or(Some(unit.received_at));
            }
        }
        counts
    }
}

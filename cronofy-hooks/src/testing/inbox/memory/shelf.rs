//! [`Shelf`]: deliveries and units, and what finds them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use crate::inbox::{Entry, Fence, RepeatKey, UnitId, UnitState};

/// Microseconds since the epoch, as in a database.
pub(super) type Micros = i64;

#[derive(Default)]
pub(super) struct Shelf {
    pub(super) deliveries: BTreeMap<i64, Delivery>,
    pub(super) repeats: HashMap<RepeatKey, i64>,
    /// Changed by [`Shelf::edit`] only, which keeps the indexes below.
    pub(super) units: BTreeMap<UnitId, Unit>,
    /// The number of the latest delivery.
    pub(super) latest: i64,
    pub(super) arrived: BTreeSet<UnitId>,
    /// When each can be leased, or leased again.
    pub(super) due: BTreeSet<(Micros, UnitId)>,
    /// Admitted and not finished; the one that is not blocked comes first.
    pub(super) keys: HashMap<String, BTreeSet<(bool, UnitId)>>,
    /// Admitted, not finished and not leased.
    pub(super) topics: HashMap<String, BTreeSet<UnitId>>,
}

pub(super) struct Delivery {
    pub(super) repeat: Option<RepeatKey>,
    pub(super) head: String,
    pub(super) body: Bytes,
    pub(super) received_at: Timestamp,
}

pub(super) struct Unit {
    pub(super) name: String,
    pub(super) key: Option<String>,
    pub(super) topic: Option<String>,
    pub(super) since: Option<Timestamp>,
    pub(super) received_at: Timestamp,
    pub(super) stage: Stage,
    pub(super) fence: i64,
    pub(super) attempts: u32,
    pub(super) lost: u32,
    pub(super) crashes: u32,
    /// Its lease is isolated.
    pub(super) alone: bool,
    pub(super) replays: u32,
    pub(super) due: Micros,
    pub(super) error: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Arrived,
    Blocked,
    Free,
    Leased,
    Joined { to: UnitId, at: Micros },
    Over { state: UnitState, at: Micros },
}

impl Shelf {
    pub(super) fn insert(&mut self, id: UnitId, unit: Unit) {
        self.index(id, &unit, true);
        self.units.insert(id, unit);
    }

    pub(super) fn edit(&mut self, id: UnitId, change: impl FnOnce(&mut Unit)) {
        if let Some(mut unit) = self.remove(id) {
            change(&mut unit);
            self.insert(id, unit);
        }
    }

    pub(super) fn remove(&mut self, id: UnitId) -> Option<Unit> {
        let unit = self.units.remove(&id)?;
        self.index(id, &unit, false);
        Some(unit)
    }

    fn index(&mut self, id: UnitId, unit: &Unit, is_in: bool) {
        let stage = unit.stage;
        if stage == Stage::Arrived {
            put(&mut self.arrived, id, is_in);
        }
        if matches!(stage, Stage::Free | Stage::Leased) {
            put(&mut self.due, (unit.due, id), is_in);
        }
        let is_open = matches!(stage, Stage::Free | Stage::Leased | Stage::Blocked);
        if let Some(key) = unit.key.as_ref().filter(|_| is_open) {
            put_under(&mut self.keys, key, (stage == Stage::Blocked, id), is_in);
        }
        if let Some(topic) = unit.topic.as_ref().filter(|_| is_open && stage != Stage::Leased) {
            put_under(&mut self.topics, topic, id, is_in);
        }
    }
}

impl Unit {
    /// Its lease ended with a word, or it was changed by hand.
    pub(super) fn clear(&mut self) {
        (self.lost, self.crashes, self.alone) = (0, 0, false);
    }

    pub(super) fn is_finished(&self) -> bool {
        matches!(self.stage, Stage::Joined { .. } | Stage::Over { .. })
    }

    pub(super) fn is_leased_as(&self, fence: Fence) -> bool {
        self.stage == Stage::Leased && Fence(self.fence) == fence
    }

    pub(super) fn state(&self, now: Micros) -> UnitState {
        match self.stage {
            Stage::Leased if self.due > now => UnitState::Running,
            Stage::Arrived | Stage::Blocked | Stage::Free | Stage::Leased => UnitState::Waiting,
            Stage::Joined { .. } => UnitState::Joined,
            Stage::Over { state, .. } => state,
        }
    }

    pub(super) fn entry(&self, id: UnitId, now: Micros) -> Entry {
        let (joined, finished) = match self.stage {
            Stage::Joined { to, at } => (Some(to), Some(at)),
            Stage::Over { at, .. } => (None, Some(at)),
            _ => (None, None),
        };
        Entry {
            unit: id,
            name: self.name.clone(),
            state: self.state(now),
            attempts: self.attempts,
            lost: self.lost,
            crashes: self.crashes,
            replays: self.replays,
            key: self.key.clone(),
            since: self.since,
            joined,
            due_at: timestamp(self.due),
            received_at: self.received_at,
            finished_at: finished.map(timestamp),
            error: self.error.clone(),
        }
    }
}

fn put<T: Ord>(set: &mut BTreeSet<T>, value: T, is_in: bool) {
    if is_in {
        set.insert(value);
    } else {
        set.remove(&value);
    }
}

fn put_under<T: Ord>(sets: &mut HashMap<String, BTreeSet<T>>, name: &str, value: T, is_in: bool) {
    let set = sets.entry(name.to_owned()).or_default();
    put(set, value, is_in);
    if set.is_empty() {
        sets.remove(name);
    }
}

pub(super) fn after(now: Micros, by: Duration) -> Micros {
    now.saturating_add(Micros::try_from(by.as_micros()).unwrap_or(Micros::MAX))
}

fn timestamp(micros: Micros) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
}

//! [`MemoryStore`]: deliveries and jobs, and what finds them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use crate::inbox::{Fence, JobId, JobRecord, JobState, RepeatKey};

/// Microseconds since the epoch, as in a database.
pub(super) type Micros = i64;

#[derive(Default)]
pub(super) struct MemoryStore {
    pub(super) deliveries: BTreeMap<i64, MemoryDelivery>,
    pub(super) repeats: HashMap<RepeatKey, i64>,
    /// Changed by [`MemoryStore::edit`] only, which keeps the indexes below.
    pub(super) jobs: BTreeMap<JobId, MemoryJob>,
    /// The number of the latest delivery.
    pub(super) latest: i64,
    pub(super) arrived: BTreeSet<JobId>,
    /// When each can be leased, or leased again.
    pub(super) due: BTreeSet<(Micros, JobId)>,
    /// Admitted and not finished; the one that is not blocked comes first.
    pub(super) keys: HashMap<String, BTreeSet<(bool, JobId)>>,
    /// Admitted, not finished and not leased.
    pub(super) topics: HashMap<String, BTreeSet<JobId>>,
}

pub(super) struct MemoryDelivery {
    pub(super) repeat: Option<RepeatKey>,
    pub(super) head: String,
    pub(super) body: Bytes,
    pub(super) received_at: Timestamp,
}

pub(super) struct MemoryJob {
    pub(super) name: String,
    pub(super) key: Option<String>,
    pub(super) topic: Option<String>,
    pub(super) since: Option<Timestamp>,
    pub(super) received_at: Timestamp,
    pub(super) stage: MemoryStage,
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
pub(super) enum MemoryStage {
    Arrived,
    Blocked,
    Free,
    Leased,
    Joined { to: JobId, at: Micros },
    Over { state: JobState, at: Micros },
}

impl MemoryStore {
    pub(super) fn insert(&mut self, id: JobId, job: MemoryJob) {
        self.index(id, &job, true);
        self.jobs.insert(id, job);
    }

    pub(super) fn edit(&mut self, id: JobId, change: impl FnOnce(&mut MemoryJob)) {
        if let Some(mut job) = self.remove(id) {
            change(&mut job);
            self.insert(id, job);
        }
    }

    pub(super) fn remove(&mut self, id: JobId) -> Option<MemoryJob> {
        let job = self.jobs.remove(&id)?;
        self.index(id, &job, false);
        Some(job)
    }

    fn index(&mut self, id: JobId, job: &MemoryJob, is_in: bool) {
        let stage = job.stage;
        if stage == MemoryStage::Arrived {
            put(&mut self.arrived, id, is_in);
        }
        if matches!(stage, MemoryStage::Free | MemoryStage::Leased) {
            put(&mut self.due, (job.due, id), is_in);
        }
        let is_open = matches!(stage, MemoryStage::Free | MemoryStage::Leased | MemoryStage::Blocked);
        if let Some(key) = job.key.as_ref().filter(|_| is_open) {
            put_under(&mut self.keys, key, (stage == MemoryStage::Blocked, id), is_in);
        }
        if let Some(topic) = job.topic.as_ref().filter(|_| is_open && stage != MemoryStage::Leased) {
            put_under(&mut self.topics, topic, id, is_in);
        }
    }
}

impl MemoryJob {
    /// Its lease was updated, or an operator changed it.
    pub(super) fn clear(&mut self) {
        (self.lost, self.crashes, self.alone) = (0, 0, false);
    }

    pub(super) fn is_finished(&self) -> bool {
        matches!(self.stage, MemoryStage::Joined { .. } | MemoryStage::Over { .. })
    }

    pub(super) fn is_leased_as(&self, fence: Fence) -> bool {
        self.stage == MemoryStage::Leased && Fence(self.fence) == fence
    }

    pub(super) fn state(&self, now: Micros) -> JobState {
        match self.stage {
            MemoryStage::Leased if self.due > now => JobState::Running,
            MemoryStage::Arrived | MemoryStage::Blocked | MemoryStage::Free | MemoryStage::Leased => JobState::Waiting,
            MemoryStage::Joined { .. } => JobState::Joined,
            MemoryStage::Over { state, .. } => state,
        }
    }

    pub(super) fn entry(&self, id: JobId, now: Micros) -> JobRecord {
        let (joined, finished) = match self.stage {
            MemoryStage::Joined { to, at } => (Some(to), Some(at)),
            MemoryStage::Over { at, .. } => (None, Some(at)),
            _ => (None, None),
        };
        JobRecord {
            job: id,
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

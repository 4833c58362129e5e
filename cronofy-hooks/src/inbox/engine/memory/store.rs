//! [`MemoryStore`]: deliveries and jobs.
//!
//! It has no index: every answer is found by looking at all jobs. Other engines are compared with it, so what it
//! does has to be plain.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::inbox::{Fence, JobId, JobRecord, JobState, NewDelivery};

#[derive(Default)]
pub(super) struct MemoryStore {
    /// By their numbers, without their jobs.
    pub(super) deliveries: BTreeMap<i64, NewDelivery>,
    pub(super) jobs: BTreeMap<JobId, MemoryJob>,
    /// The number of the latest delivery.
    pub(super) latest: i64,
}

pub(super) struct MemoryJob {
    /// What is listed. Until the job is finished its state is `Waiting`, also while it is leased.
    pub(super) record: JobRecord,
    pub(super) topic: Option<String>,
    pub(super) stage: MemoryStage,
    pub(super) fence: i64,
    /// Its lease, or the one before, is isolated.
    pub(super) alone: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum MemoryStage {
    /// Not decided yet: the job may join another one, or stand behind another of its key.
    Arrived,
    /// Behind another of its key.
    Blocked,
    /// Can be leased when it is due.
    Ready,
    /// Leased until it is due; leased again afterwards.
    Leased,
    Finished,
}

impl MemoryJob {
    /// Its lease was updated, or an operator changed it.
    pub(super) fn clear(&mut self) {
        (self.record.lost, self.record.crashes) = (0, 0);
    }

    pub(super) fn is_finished(&self) -> bool {
        self.stage == MemoryStage::Finished
    }

    /// The first of its key, and not finished.
    pub(super) fn is_first(&self) -> bool {
        matches!(self.stage, MemoryStage::Ready | MemoryStage::Leased)
    }

    pub(super) fn is_leased_as(&self, fence: Fence) -> bool {
        self.stage == MemoryStage::Leased && Fence(self.fence) == fence
    }

    pub(super) fn state(&self, now: Timestamp) -> JobState {
        let is_leased = self.stage == MemoryStage::Leased && self.record.due_at > now;
        if is_leased { JobState::Running } else { self.record.state }
    }

    pub(super) fn record(&self, now: Timestamp) -> JobRecord {
        JobRecord { state: self.state(now), ..self.record.clone() }
    }
}

/// The last time that there is, if the sum is beyond it.
pub(super) fn later(time: Timestamp, by: Duration) -> Timestamp {
    time.saturating_add(by).unwrap_or(Timestamp::MAX)
}

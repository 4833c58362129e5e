//! What the model knows of deliveries and jobs.

use bytes::Bytes;
use jiff::Timestamp;

use crate::inbox::{JobId, JobRecord, JobState, RepeatKey};

/// An inbox whose every answer is known.
#[derive(Clone, Debug, Default)]
pub(in crate::testing::inbox) struct Model {
    pub(super) now: Timestamp,
    pub(super) deliveries: Vec<ModelDelivery>,
    /// In order of arrival.
    pub(super) jobs: Vec<ModelJob>,
}

#[derive(Clone, Debug)]
pub(super) struct ModelDelivery {
    pub(super) number: i64,
    pub(super) repeat: Option<RepeatKey>,
    pub(super) head: String,
    pub(super) body: Bytes,
    pub(super) received_at: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct ModelJob {
    pub(super) id: JobId,
    pub(super) name: String,
    pub(super) key: Option<String>,
    pub(super) topic: Option<String>,
    pub(super) received_at: Timestamp,
    pub(super) state: ModelState,
    /// The fence of its lease, until the job is completed or leased again, even if that lease has ended.
    pub(super) held: bool,
    pub(super) fence: i64,
    pub(super) attempts: u32,
    /// Leases that ended without an update, since the last update.
    pub(super) lost: u32,
    /// Those of them that were isolated.
    pub(super) crashes: u32,
    /// Its lease is isolated.
    pub(super) alone: bool,
    pub(super) replays: u32,
    pub(super) due: Timestamp,
    pub(super) since: Option<Timestamp>,
    pub(super) joined: Option<JobId>,
    pub(super) finished: Option<Timestamp>,
    pub(super) error: Option<String>,
}

/// The states of an engine; [`JobState`] has fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ModelState {
    /// Not decided yet: the job may join another one, or stand behind another of its key.
    Arrived,
    /// The first of its key: can be leased when it is due, or is leased.
    Ready,
    /// Behind another of its key.
    Blocked,
    Joined,
    Done,
    Discarded,
    Dead,
}

impl ModelState {
    pub(super) fn is_finished(self) -> bool {
        !matches!(self, Self::Arrived | Self::Ready | Self::Blocked)
    }
}

impl ModelJob {
    /// Admitted and not finished.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, ModelState::Ready | ModelState::Blocked)
    }

    /// Its lease was updated, or an operator changed it.
    pub(super) fn clear(&mut self) {
        (self.lost, self.crashes, self.alone) = (0, 0, false);
    }

    pub(super) fn seen_at(&self, now: Timestamp) -> JobState {
        match self.state {
            ModelState::Ready if self.held && self.due > now => JobState::Running,
            ModelState::Arrived | ModelState::Ready | ModelState::Blocked => JobState::Waiting,
            ModelState::Joined => JobState::Joined,
            ModelState::Done => JobState::Done,
            ModelState::Discarded => JobState::Discarded,
            ModelState::Dead => JobState::Dead,
        }
    }

    pub(super) fn entry_at(&self, now: Timestamp) -> JobRecord {
        JobRecord {
            job: self.id,
            name: self.name.clone(),
            state: self.seen_at(now),
            attempts: self.attempts,
            lost: self.lost,
            crashes: self.crashes,
            replays: self.replays,
            key: self.key.clone(),
            since: self.since,
            joined: self.joined,
            due_at: self.due,
            received_at: self.received_at,
            finished_at: self.finished,
            error: self.error.clone(),
        }
    }
}

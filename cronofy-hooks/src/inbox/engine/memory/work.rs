//! Accepting, leasing and updating.

use std::mem;
use std::time::Duration;

use jiff::Timestamp;

use super::store::{MemoryJob, MemoryStage, MemoryStore, later};
use crate::inbox::{
    Accepted, Fence, InboxError, InboxErrorKind, JobId, JobRecord, JobState, LeaseUpdate, LeasedJob, NewDelivery,
    NewJob,
};

impl MemoryStore {
    pub(super) fn accept(&mut self, mut new: NewDelivery, now: Timestamp) -> Result<Accepted, InboxError> {
        if new.repeat.is_some() && self.deliveries.values().any(|stored| stored.repeat == new.repeat) {
            return Ok(Accepted::Repeated);
        }
        let jobs = mem::take(&mut new.jobs);
        if jobs.is_empty() || jobs.len() > JobId::MOST as usize {
            return Err(InboxError::new(
                InboxErrorKind::Unsupported,
                format!("a delivery has {} jobs; it must have at least 1 and at most {}", jobs.len(), JobId::MOST),
            ));
        }
        self.latest += 1;
        for (new_job, index) in jobs.into_iter().zip(0..) {
            let NewJob { name, key, join, delay } = new_job;
            let (topic, since) = join.map(|join| (join.topic, join.since)).unzip();
            let Some(job) = JobId::new(self.latest, index) else { continue };
            let record = JobRecord {
                job,
                name,
                state: JobState::Waiting,
                attempts: 0,
                lost: 0,
                crashes: 0,
                replays: 0,
                key,
                since,
                joined: None,
                due_at: later(now, delay),
                received_at: new.received_at,
                finished_at: None,
                error: None,
            };
            self.jobs.insert(job, MemoryJob { record, topic, stage: MemoryStage::Arrived, fence: 0, alone: false });
        }
        self.deliveries.insert(self.latest, new);
        Ok(Accepted::New)
    }

    pub(super) fn lease(&mut self, max: usize, lease_duration: Duration, now: Timestamp) -> Vec<LeasedJob> {
        let is_new = |job: &&MemoryJob| job.stage == MemoryStage::Arrived;
        for id in self.jobs.values().filter(is_new).map(|job| job.record.job).collect::<Vec<_>>() {
            self.admit(id, now);
        }
        let first = self.jobs.values().filter(|job| job.is_first()).map(|job| (job.record.due_at, job.record.job));
        let mut due: Vec<_> = first.filter(|(due_at, _)| *due_at <= now).collect();
        due.sort_unstable();
        due.truncate(max);
        due.into_iter().filter_map(|(_, id)| self.take(id, later(now, lease_duration))).collect()
    }

    /// How long until something can be leased.
    pub(super) fn next_due(&self, now: Timestamp) -> Option<Duration> {
        let due_at = self.jobs.values().filter(|job| job.is_first()).map(|job| job.record.due_at).min()?;
        Some(Duration::try_from(due_at.duration_since(now)).unwrap_or_default())
    }

    /// Decides whether a job that arrived joins, is the first of its key, or stands behind another.
    fn admit(&mut self, id: JobId, now: Timestamp) {
        let Some(job) = self.jobs.get(&id) else { return };
        let (topic, key, since) = (job.topic.clone(), job.record.key.clone(), job.record.since);
        let is_admitted = |other: &MemoryJob| other.is_first() || other.stage == MemoryStage::Blocked;
        let is_joined =
            |other: &&mut MemoryJob| other.topic == topic && is_admitted(other) && other.stage != MemoryStage::Leased;
        let joined = self.jobs.values_mut().find(|other| topic.is_some() && is_joined(other)).map(|first| {
            first.record.since = first.record.since.into_iter().chain(since).min();
            first.record.job
        });
        let is_behind = key.is_some() && self.jobs.values().any(|other| other.record.key == key && is_admitted(other));
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.stage = if is_behind { MemoryStage::Blocked } else { MemoryStage::Ready };
        if joined.is_some() {
            job.stage = MemoryStage::Finished;
            job.record.state = JobState::Joined;
            job.record.finished_at = Some(now);
            job.record.joined = joined;
        }
    }

    fn take(&mut self, id: JobId, until: Timestamp) -> Option<LeasedJob> {
        let (job, delivery) = (self.jobs.get_mut(&id)?, self.deliveries.get(&id.delivery())?);
        // The lease before has ended without an update.
        let was_lost = job.stage == MemoryStage::Leased;
        job.record.attempts += u32::from(!was_lost);
        job.record.lost += u32::from(was_lost);
        job.record.crashes += u32::from(was_lost && job.alone);
        job.record.due_at = until;
        job.alone = false;
        job.stage = MemoryStage::Leased;
        job.fence += 1;
        Some(LeasedJob {
            job: id,
            fence: Fence(job.fence),
            attempt: job.record.attempts,
            lost: job.record.lost,
            crashes: job.record.crashes,
            since: job.record.since,
            head: delivery.head.clone(),
            body: delivery.body.clone(),
            received_at: delivery.received_at,
        })
    }

    pub(super) fn update_lease(&mut self, id: JobId, fence: Fence, update: LeaseUpdate, now: Timestamp) -> bool {
        let Some(job) = self.jobs.get_mut(&id).filter(|job| job.is_leased_as(fence)) else { return false };
        match update {
            LeaseUpdate::Done => self.finish(id, JobState::Done, None, now),
            LeaseUpdate::Discarded { reason } => self.finish(id, JobState::Discarded, Some(reason), now),
            LeaseUpdate::Dead { error } => self.finish(id, JobState::Dead, Some(error), now),
            LeaseUpdate::Retry { after, error } => {
                job.clear();
                job.stage = MemoryStage::Ready;
                job.record.due_at = later(now, after);
                job.record.error = Some(error);
            }
            LeaseUpdate::Extend { lease_duration } => job.record.due_at = later(now, lease_duration),
            LeaseUpdate::Isolate { lease_duration } => {
                job.alone = true;
                job.record.due_at = later(now, lease_duration);
            }
            LeaseUpdate::Release => {
                job.stage = MemoryStage::Ready;
                job.record.due_at = now;
                job.record.attempts -= 1;
            }
        }
        true
    }

    /// Ends a job; the next of its key can run. Without an error it keeps the last.
    pub(super) fn finish(&mut self, id: JobId, state: JobState, error: Option<String>, now: Timestamp) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.clear();
        job.stage = MemoryStage::Finished;
        job.record.state = state;
        job.record.finished_at = Some(now);
        job.record.error = error.or(job.record.error.take());
        let key = job.record.key.clone();
        let is_of_key = |job: &MemoryJob| key.is_some() && job.record.key == key;
        if self.jobs.values().any(|job| is_of_key(job) && job.is_first()) {
            return;
        }
        if let Some(next) = self.jobs.values_mut().find(|job| is_of_key(job) && job.stage == MemoryStage::Blocked) {
            next.stage = MemoryStage::Ready;
        }
    }
}

//! Accepting, leasing and updating.

use std::time::Duration;

use super::store::{MemoryDelivery, MemoryJob, MemoryStage, MemoryStore, Micros, after};
use crate::inbox::{
    Accepted, Fence, InboxError, InboxErrorKind, JobId, JobState, LeaseUpdate, LeasedJob, NewDelivery, NewJob,
};

impl MemoryStore {
    pub(super) fn accept(&mut self, new: NewDelivery, now: Micros) -> Result<Accepted, InboxError> {
        let NewDelivery { repeat, head, body, received_at, jobs } = new;
        if repeat.is_some_and(|repeat| self.repeats.contains_key(&repeat)) {
            return Ok(Accepted::Repeated);
        }
        if jobs.is_empty() || jobs.len() > JobId::MOST as usize {
            return Err(InboxError::new(
                InboxErrorKind::Unsupported,
                format!("a delivery has {} jobs; it must have at least 1 and at most {}", jobs.len(), JobId::MOST),
            ));
        }
        self.latest += 1;
        let number = self.latest;
        for (job, id) in jobs.into_iter().zip((0..).map_while(|index| JobId::new(number, index))) {
            let NewJob { name, key, join, delay } = job;
            let (topic, since) = join.map(|join| (join.topic, join.since)).unzip();
            let due = after(now, delay);
            let stage = MemoryStage::Arrived;
            let (fence, attempts, lost, crashes, alone, replays, error) = (0, 0, 0, 0, false, 0, None);
            #[rustfmt::skip]
            self.insert(id, MemoryJob {
                name, key, topic, since, received_at, stage, fence, attempts, lost, crashes, alone, replays, due, error,
            });
        }
        if let Some(repeat) = repeat {
            self.repeats.insert(repeat, number);
        }
        self.deliveries.insert(number, MemoryDelivery { repeat, head, body, received_at });
        Ok(Accepted::New)
    }

    pub(super) fn lease(&mut self, max: usize, lease_duration: Duration, now: Micros) -> Vec<LeasedJob> {
        while let Some(&id) = self.arrived.first() {
            self.admit(id, now);
        }
        let due: Vec<_> = self.due.iter().take_while(|(due, _)| *due <= now).take(max).map(|&(_, id)| id).collect();
        due.into_iter().filter_map(|id| self.take(id, after(now, lease_duration))).collect()
    }

    /// How long until something can be leased.
    pub(super) fn next_due(&self, now: Micros) -> Option<Duration> {
        self.due.first().map(|(due, _)| Duration::from_micros(due.saturating_sub(now).try_into().unwrap_or(0)))
    }

    fn admit(&mut self, id: JobId, now: Micros) {
        let Some(job) = self.jobs.get(&id) else { return };
        let topic = job.topic.as_ref().and_then(|topic| self.topics.get(topic));
        if let Some(&to) = topic.and_then(|waiting| waiting.first()) {
            let since = job.since;
            self.edit(to, |job| job.since = since.into_iter().chain(job.since).min());
            self.edit(id, |job| job.stage = MemoryStage::Joined { to, at: now });
            return;
        }
        let behind = job.key.as_ref().is_some_and(|key| self.keys.contains_key(key));
        self.edit(id, |job| job.stage = if behind { MemoryStage::Blocked } else { MemoryStage::Free });
    }

    fn take(&mut self, id: JobId, until: Micros) -> Option<LeasedJob> {
        self.edit(id, |job| {
            let was_lost = job.stage == MemoryStage::Leased;
            job.attempts += u32::from(!was_lost);
            job.lost += u32::from(was_lost);
            job.crashes += u32::from(was_lost && job.alone);
            job.alone = false;
            job.stage = MemoryStage::Leased;
            job.fence += 1;
            job.due = until;
        });
        let (job, delivery) = (self.jobs.get(&id)?, self.deliveries.get(&id.delivery())?);
        Some(LeasedJob {
            job: id,
            fence: Fence(job.fence),
            attempt: job.attempts,
            lost: job.lost,
            crashes: job.crashes,
            since: job.since,
            head: delivery.head.clone(),
            body: delivery.body.clone(),
            received_at: delivery.received_at,
        })
    }

    pub(super) fn update_lease(&mut self, id: JobId, fence: Fence, update: LeaseUpdate, now: Micros) -> bool {
        if !self.jobs.get(&id).is_some_and(|job| job.is_leased_as(fence)) {
            return false;
        }
        let free = |job: &mut MemoryJob, due| {
            job.stage = MemoryStage::Free;
            job.due = due;
        };
        match update {
            LeaseUpdate::Done => self.end(id, JobState::Done, None, now),
            LeaseUpdate::Discarded { reason } => self.end(id, JobState::Discarded, Some(reason), now),
            LeaseUpdate::Dead { error } => self.end(id, JobState::Dead, Some(error), now),
            LeaseUpdate::Retry { after: delay, error } => self.edit(id, |job| {
                free(job, after(now, delay));
                job.clear();
                job.error = Some(error);
            }),
            LeaseUpdate::Extend { lease_duration } => self.edit(id, |job| job.due = after(now, lease_duration)),
            LeaseUpdate::Isolate { lease_duration } => self.edit(id, |job| {
                job.due = after(now, lease_duration);
                job.alone = true;
            }),
            LeaseUpdate::Release => self.edit(id, |job| {
                free(job, now);
                job.alone = false;
                job.attempts = job.attempts.saturating_sub(1);
            }),
        }
        true
    }

    pub(super) fn end(&mut self, id: JobId, state: JobState, error: Option<String>, now: Micros) {
        let mut key = None;
        self.edit(id, |job| {
            job.stage = MemoryStage::Over { state, at: now };
            job.clear();
            job.error = error.or(job.error.take());
            key.clone_from(&job.key);
        });
        let next = key.and_then(|key| self.keys.get(&key)).and_then(|of_key| of_key.first());
        if let Some(&(true, next)) = next {
            self.edit(next, |job| job.stage = MemoryStage::Free);
        }
    }
}

//! Accepting, leasing and updating.

use std::time::Duration;

use jiff::Timestamp;

use super::job::{Model, ModelDelivery, ModelJob, ModelState};
use super::later;
use crate::inbox::{Fence, JobId, LeaseUpdate, LeasedJob, NewDelivery, RepeatKey};

impl Model {
    pub(in crate::testing::inbox) fn set_time(&mut self, now: Timestamp) {
        self.now = now;
    }

    pub(in crate::testing::inbox) fn knows(&self, repeat: RepeatKey) -> bool {
        self.deliveries.iter().any(|delivery| delivery.repeat == Some(repeat))
    }

    /// Takes a delivery that is not known, under the number that an engine gave it.
    pub(in crate::testing::inbox) fn accept(&mut self, number: i64, new: NewDelivery) {
        for (job, index) in new.jobs.into_iter().zip(0..) {
            let Some(id) = JobId::new(number, index) else { continue };
            let (topic, since) = job.join.map(|join| (join.topic, join.since)).unzip();
            self.jobs.push(ModelJob {
                id,
                name: job.name,
                key: job.key,
                topic,
                received_at: new.received_at,
                state: ModelState::Arrived,
                held: false,
                fence: 0,
                attempts: 0,
                lost: 0,
                crashes: 0,
                alone: false,
                replays: 0,
                due: later(self.now, job.delay),
                since,
                joined: None,
                finished: None,
                error: None,
            });
        }
        let NewDelivery { repeat, head, body, received_at, .. } = new;
        self.deliveries.push(ModelDelivery { number, repeat, head, body, received_at });
    }

    pub(in crate::testing::inbox) fn lease(&mut self, max: usize, lease_duration: Duration) -> Vec<LeasedJob> {
        for place in 0..self.jobs.len() {
            if self.jobs[place].state == ModelState::Arrived {
                self.admit(place);
            }
        }
        let mut due: Vec<usize> = (0..self.jobs.len())
            .filter(|&place| self.jobs[place].state == ModelState::Ready && self.jobs[place].due <= self.now)
            .collect();
        due.sort_by_key(|&place| (self.jobs[place].due, self.jobs[place].id));
        due.truncate(max);
        due.into_iter().map(|place| self.lease_job(place, lease_duration)).collect()
    }

    /// Decides whether a job that arrived joins, can run, or stands behind another.
    fn admit(&mut self, place: usize) {
        let job = self.jobs[place].clone();
        let first_of_its_topic = self
            .jobs
            .iter_mut()
            .find(|other| job.topic.is_some() && other.topic == job.topic && other.is_open() && !other.held);
        if let Some(other) = first_of_its_topic {
            other.since = other.since.min(job.since);
            let joined = other.id;
            self.jobs[place].joined = Some(joined);
            self.jobs[place].state = ModelState::Joined;
            return;
        }
        let behind = job.key.is_some() && self.jobs.iter().any(|other| other.key == job.key && other.is_open());
        self.jobs[place].state = if behind { ModelState::Blocked } else { ModelState::Ready };
    }

    fn lease_job(&mut self, place: usize, lease_duration: Duration) -> LeasedJob {
        let due = later(self.now, lease_duration);
        let job = &mut self.jobs[place];
        if job.held {
            // The lease before has ended without an update.
            job.lost += 1;
            job.crashes += u32::from(job.alone);
        } else {
            job.attempts += 1;
        }
        job.held = true;
        job.alone = false;
        job.fence += 1;
        job.due = due;
        let (id, fence, attempt, since) = (job.id, Fence(job.fence), job.attempts, job.since);
        let (lost, crashes, received_at) = (job.lost, job.crashes, job.received_at);
        // A job is forgotten together with its delivery.
        let delivery = self.deliveries.iter().find(|delivery| delivery.number == id.delivery());
        let (head, body) = delivery.map(|delivery| (delivery.head.clone(), delivery.body.clone())).unwrap_or_default();
        LeasedJob { job: id, fence, attempt, lost, crashes, since, head, body, received_at }
    }

    pub(in crate::testing::inbox) fn update_lease(&mut self, id: JobId, fence: Fence, update: &LeaseUpdate) -> bool {
        let now = self.now;
        let leased = |job: &&mut ModelJob| {
            job.id == id && job.state == ModelState::Ready && job.held && Fence(job.fence) == fence
        };
        let Some(job) = self.jobs.iter_mut().find(leased) else { return false };
        match update.clone() {
            LeaseUpdate::Done => self.finish(id, ModelState::Done, None),
            LeaseUpdate::Discarded { reason } => self.finish(id, ModelState::Discarded, Some(reason)),
            LeaseUpdate::Dead { error } => self.finish(id, ModelState::Dead, Some(error)),
            LeaseUpdate::Retry { after, error } => {
                job.clear();
                job.held = false;
                job.due = later(now, after);
                job.error = Some(error);
            }
            LeaseUpdate::Extend { lease_duration } => job.due = later(now, lease_duration),
            LeaseUpdate::Isolate { lease_duration } => {
                job.alone = true;
                job.due = later(now, lease_duration);
            }
            LeaseUpdate::Release => {
                job.held = false;
                job.alone = false;
                job.due = now;
                job.attempts -= 1;
            }
        }
        true
    }

    /// Ends a job; the next of its key can run. Without an error it keeps the last.
    pub(super) fn finish(&mut self, id: JobId, state: ModelState, error: Option<String>) {
        let Some(job) = self.jobs.iter_mut().find(|job| job.id == id) else { return };
        job.state = state;
        job.held = false;
        job.clear();
        job.finished = Some(self.now);
        job.error = error.or(job.error.take());
        let key = job.key.clone();
        let of_key = |job: &ModelJob, state| key.is_some() && job.key == key && job.state == state;
        if self.jobs.iter().any(|job| of_key(job, ModelState::Ready)) {
            return;
        }
        if let Some(next) = self.jobs.iter_mut().find(|job| of_key(job, ModelState::Blocked)) {
            next.state = ModelState::Ready;
        }
    }
}

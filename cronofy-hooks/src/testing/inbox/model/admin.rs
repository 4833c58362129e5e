//! Looking, changing and pruning.

use super::earlier;
use super::job::{Model, ModelDelivery, ModelJob, ModelState};
use crate::inbox::{JobAction, JobFilter, JobRecord, JobState, Retention, Statistics, StoredDelivery};

impl Model {
    pub(in crate::testing::inbox) fn list(&self, filter: &JobFilter) -> Vec<JobRecord> {
        let chosen = self.choose(filter, |_| true);
        chosen.into_iter().map(|job| job.entry_at(self.now)).collect()
    }

    /// The jobs of a filter to which something applies, newest first.
    fn choose(&self, filter: &JobFilter, applies_to: impl Fn(JobState) -> bool) -> Vec<&ModelJob> {
        let JobFilter { jobs, states, since, until, name, limit } = filter;
        let chosen = self.jobs.iter().rev().filter(|job| {
            (jobs.is_empty() || jobs.contains(&job.id))
                && (states.is_empty() || states.contains(&job.seen_at(self.now)))
                && since.is_none_or(|since| job.received_at >= since)
                && until.is_none_or(|until| job.received_at < until)
                && name.as_ref().is_none_or(|part| job.name.contains(part))
                && applies_to(job.seen_at(self.now))
        });
        chosen.take(limit.map_or(usize::MAX, |limit| limit as usize)).collect()
    }

    pub(in crate::testing::inbox) fn show(&self, number: i64) -> Option<StoredDelivery> {
        let delivery = self.deliveries.iter().find(|delivery| delivery.number == number)?;
        let jobs = self.jobs_of(delivery).map(|job| job.entry_at(self.now)).collect();
        let ModelDelivery { received_at, head, body, .. } = delivery.clone();
        Some(StoredDelivery { delivery: number, received_at, head, body, jobs })
    }

    pub(in crate::testing::inbox) fn numbers(&self) -> Vec<i64> {
        self.deliveries.iter().map(|delivery| delivery.number).collect()
    }

    fn jobs_of(&self, delivery: &ModelDelivery) -> impl Iterator<Item = &ModelJob> {
        self.jobs.iter().filter(move |job| job.id.delivery() == delivery.number)
    }

    pub(in crate::testing::inbox) fn apply(&mut self, change: JobAction, filter: &JobFilter) -> u64 {
        let chosen = self.choose(filter, |state| change.applies_to(state));
        let chosen: Vec<_> = chosen.into_iter().map(|job| job.id).collect();
        let now = self.now;
        for job in self.jobs.iter_mut().filter(|job| chosen.contains(&job.id)) {
            job.clear();
            match change {
                JobAction::Retry if !job.state.is_finished() => {
                    job.due = now;
                    job.held = false;
                }
                JobAction::Retry | JobAction::Replay => {
                    job.state = ModelState::Arrived;
                    job.attempts = 0;
                    job.due = now;
                    job.finished = None;
                    job.joined = None;
                    job.replays += u32::from(change == JobAction::Replay);
                }
                JobAction::Bury => {}
            }
        }
        if change == JobAction::Bury {
            for id in &chosen {
                self.finish(*id, ModelState::Dead, Some("buried by hand".to_owned()));
            }
        }
        chosen.len() as u64
    }

    pub(in crate::testing::inbox) fn prune(&mut self, retention: &Retention) -> u64 {
        let forgotten: Vec<i64> =
            self.deliveries.iter().filter(|delivery| self.forgets(delivery, retention)).map(|it| it.number).collect();
        self.deliveries.retain(|delivery| !forgotten.contains(&delivery.number));
        self.jobs.retain(|job| !forgotten.contains(&job.id.delivery()));
        forgotten.len() as u64
    }

    fn forgets(&self, delivery: &ModelDelivery, retention: &Retention) -> bool {
        let unfinished = |job: &ModelJob| !job.state.is_finished();
        let needed = |job: &ModelJob| {
            unfinished(job) || self.jobs.iter().any(|other| job.joined == Some(other.id) && unfinished(other))
        };
        if self.jobs_of(delivery).any(needed) {
            return false;
        }
        let dead = self.jobs_of(delivery).any(|job| job.state == ModelState::Dead);
        let keep = match (dead, retention.dead) {
            (false, _) => retention.done,
            (true, Some(dead)) => dead.max(retention.done),
            (true, None) => return false,
        };
        delivery.received_at < earlier(self.now, keep)
    }

    pub(in crate::testing::inbox) fn statistics(&self) -> Statistics {
        let count = |state| self.jobs.iter().filter(|job| job.seen_at(self.now) == state).count() as u64;
        let first = self.jobs.iter().filter(|job| !job.state.is_finished()).min_by_key(|job| job.id);
        Statistics {
            waiting: count(JobState::Waiting),
            running: count(JobState::Running),
            dead: count(JobState::Dead),
            oldest: first.map(|job| job.received_at),
        }
    }
}

//! Listing, changing and pruning.

use jiff::Timestamp;

use super::store::{MemoryJob, MemoryStage, MemoryStore};
use crate::inbox::{JobAction, JobFilter, JobId, JobRecord, JobState, Retention, Statistics, StoredDelivery};
use crate::parse::Subjects;

impl MemoryStore {
    pub(super) fn list(&self, filter: &JobFilter, now: Timestamp) -> Vec<JobRecord> {
        self.select(filter, |_| true, now).map(|job| job.record(now)).collect()
    }

    /// The jobs that an action changes, in the order of the changes.
    pub(super) fn choose(&self, action: JobAction, filter: &JobFilter, now: Timestamp) -> Vec<JobId> {
        let selected = self.select(filter, |state| action.applies_to(state), now);
        action.in_order(selected.map(|job| job.record.job).collect())
    }

    /// The jobs of a filter in those states that fit, newest first.
    fn select(
        &self,
        filter: &JobFilter,
        fits: impl Fn(JobState) -> bool,
        now: Timestamp,
    ) -> impl Iterator<Item = &MemoryJob> {
        let JobFilter { jobs, states, since, until, name, unleased, limit } = filter;
        let is_selected = move |job: &&MemoryJob| {
            let (record, state) = (&job.record, job.state(now));
            (jobs.is_empty() || jobs.contains(&record.job))
                && (states.is_empty() || states.contains(&state))
                && since.is_none_or(|since| record.received_at >= since)
                && until.is_none_or(|until| record.received_at < until)
                && name.as_ref().is_none_or(|part| record.name.contains(part))
                && !(*unleased && job.stage == MemoryStage::Leased)
                && fits(state)
        };
        let limit = limit.map_or(usize::MAX, |limit| limit as usize);
        self.jobs.values().rev().filter(is_selected).take(limit)
    }

    pub(super) fn show(&self, number: i64, now: Timestamp) -> Option<StoredDelivery> {
        let delivery = self.deliveries.get(&number)?;
        let jobs = self.jobs_of(number).map(|job| job.record(now)).collect();
        let (head, body) = (delivery.head.clone(), delivery.body.clone());
        Some(StoredDelivery { delivery: number, received_at: delivery.received_at, head, body, jobs })
    }

    fn jobs_of(&self, number: i64) -> impl Iterator<Item = &MemoryJob> {
        let range = JobId::range_of(number).into_iter();
        range.flat_map(|(first, last)| self.jobs.range(first..=last)).map(|(_, job)| job)
    }

    pub(super) fn apply(&mut self, action: JobAction, filter: &JobFilter, now: Timestamp) -> u64 {
        let chosen = self.choose(action, filter, now);
        for id in &chosen {
            if action == JobAction::Bury {
                self.finish(*id, JobState::Dead, Some("buried by hand".to_owned()), now);
            } else if let Some(job) = self.jobs.get_mut(id) {
                job.clear();
                job.record.due_at = now;
                if job.is_finished() {
                    job.stage = MemoryStage::Arrived;
                    job.record.state = JobState::Waiting;
                    job.record.attempts = 0;
                    job.record.replays += u32::from(action == JobAction::Replay);
                    job.record.finished_at = None;
                    job.record.joined = None;
                } else if job.stage == MemoryStage::Leased {
                    job.stage = MemoryStage::Ready;
                }
            }
        }
        chosen.len() as u64
    }

    pub(super) fn prune(&mut self, retention: Retention, now: Timestamp) -> u64 {
        // Chosen before any is removed: what is joined to one of them is finished all the same.
        let old: Vec<_> = self.deliveries.keys().copied().filter(|&it| self.is_over(it, retention, now)).collect();
        self.remove(&old)
    }

    pub(super) fn deliveries_of(&self, channel_id: &str) -> Vec<i64> {
        let came_through = |body: &[u8]| Subjects::of(body).channel.as_deref() == Some(channel_id);
        let these = self.deliveries.iter().filter(|(_, delivery)| came_through(&delivery.body));
        these.map(|(number, _)| *number).collect()
    }

    pub(super) fn delete(&mut self, deliveries: &[i64]) -> u64 {
        let there = |number: &i64| self.deliveries.contains_key(number) && self.is_finished(*number);
        let mut finished: Vec<_> = deliveries.iter().copied().filter(there).collect();
        finished.sort_unstable();
        finished.dedup();
        self.remove(&finished)
    }

    /// Removes deliveries, which are in order.
    fn remove(&mut self, numbers: &[i64]) -> u64 {
        self.deliveries.retain(|number, _| numbers.binary_search(number).is_err());
        self.jobs.retain(|id, _| numbers.binary_search(&id.delivery()).is_err());
        numbers.len() as u64
    }

    /// Whether the jobs of a delivery are finished, and those that they joined.
    fn is_finished(&self, number: i64) -> bool {
        self.jobs_of(number).all(|job| {
            let run = job.record.joined.and_then(|joined| self.jobs.get(&joined));
            job.is_finished() && run.is_none_or(MemoryJob::is_finished)
        })
    }

    fn is_over(&self, number: i64, retention: Retention, now: Timestamp) -> bool {
        let mut keep = retention.done;
        if !self.is_finished(number) {
            return false;
        }
        for job in self.jobs_of(number) {
            if job.record.state == JobState::Dead {
                match retention.dead {
                    Some(dead) => keep = keep.max(dead),
                    None => return false,
                }
            }
        }
        let kept_since = now.saturating_sub(keep).unwrap_or(Timestamp::MIN);
        self.deliveries.get(&number).is_some_and(|delivery| delivery.received_at < kept_since)
    }

    pub(super) fn statistics(&self, now: Timestamp) -> Statistics {
        let count = |state| self.jobs.values().filter(|job| job.state(now) == state).count() as u64;
        Statistics {
            waiting: count(JobState::Waiting),
            running: count(JobState::Running),
            dead: count(JobState::Dead),
            // They come in the order in which they were stored.
            oldest: self.jobs.values().find(|job| !job.is_finished()).map(|job| job.record.received_at),
        }
    }
}

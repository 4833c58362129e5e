//! Looking, changing and pruning.

use std::collections::BTreeSet;
use std::time::Duration;

use super::store::{MemoryDelivery, MemoryJob, MemoryStage, MemoryStore, Micros, after};
use crate::inbox::{JobAction, JobFilter, JobId, JobRecord, JobState, Retention, Statistics, StoredDelivery};

impl MemoryStore {
    pub(super) fn list(&self, filter: &JobFilter, now: Micros) -> Vec<JobRecord> {
        self.select(filter, &JobState::ALL, now).map(|(id, job)| job.entry(id, now)).collect()
    }

    /// The jobs of a filter that are in one of these states, newest first.
    fn select<'a>(
        &'a self,
        filter: &'a JobFilter,
        states: &'a [JobState],
        now: Micros,
    ) -> impl Iterator<Item = (JobId, &'a MemoryJob)> {
        let is_selected = move |job: &MemoryJob| {
            let JobFilter { states: asked, since, until, name, .. } = filter;
            let state = job.state(now);
            states.contains(&state)
                && (asked.is_empty() || asked.contains(&state))
                && since.is_none_or(|since| since <= job.received_at)
                && until.is_none_or(|until| until > job.received_at)
                && name.as_deref().is_none_or(|part| job.name.contains(part))
        };
        let limit = filter.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let named: BTreeSet<_> = filter.jobs.iter().copied().collect();
        let all = named.is_empty().then(|| self.jobs.iter()).into_iter().flatten();
        let named = named.into_iter().filter_map(|id| self.jobs.get_key_value(&id));
        let newest_first = all.rev().chain(named.rev()).map(|(id, job)| (*id, job));
        newest_first.filter(move |(_, job)| is_selected(job)).take(limit)
    }

    /// The jobs that an action changes, in the order of the changes.
    pub(super) fn choose(&self, change: JobAction, filter: &JobFilter, now: Micros) -> Vec<JobId> {
        let states = change.states_of(filter);
        change.in_order(self.select(filter, &states, now).map(|(id, _)| id).collect())
    }

    pub(super) fn show(&self, number: i64, now: Micros) -> Option<StoredDelivery> {
        let MemoryDelivery { head, body, received_at, .. } = self.deliveries.get(&number)?;
        let jobs = self.ids_of(number).filter_map(|id| Some(self.jobs.get(&id)?.entry(id, now))).collect();
        Some(StoredDelivery {
            delivery: number,
            received_at: *received_at,
            head: head.clone(),
            body: body.clone(),
            jobs,
        })
    }

    fn ids_of(&self, number: i64) -> impl Iterator<Item = JobId> {
        let bounds = JobId::new(number, 0).zip(JobId::new(number, JobId::MOST - 1));
        bounds.into_iter().flat_map(|(first, last)| self.jobs.range(first..=last)).map(|(id, _)| *id)
    }

    pub(super) fn apply(&mut self, change: JobAction, filter: &JobFilter, now: Micros) -> u64 {
        let states = change.states_of(filter);
        let chosen: Vec<_> = self.select(filter, &states, now).map(|(id, job)| (id, job.is_finished())).collect();
        for &(id, is_finished) in &chosen {
            match change {
                JobAction::Bury => self.end(id, JobState::Dead, Some("buried by hand".to_owned()), now),
                JobAction::Retry if !is_finished => self.edit(id, |job| {
                    job.clear();
                    job.due = now;
                    if job.stage == MemoryStage::Leased {
                        job.stage = MemoryStage::Free;
                    }
                }),
                JobAction::Retry | JobAction::Replay => self.edit(id, |job| {
                    job.clear();
                    job.stage = MemoryStage::Arrived;
                    job.attempts = 0;
                    job.due = now;
                    if change == JobAction::Replay {
                        job.replays += 1;
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
        for job in self.ids_of(number).filter_map(|id| self.jobs.get(&id)) {
            match job.stage {
                MemoryStage::Over { state: JobState::Dead, .. } => match retention.dead {
                    Some(dead) => keep = keep.max(dead),
                    None => return false,
                },
                MemoryStage::Over { .. } => {}
                MemoryStage::Joined { to, .. } if self.jobs.get(&to).is_none_or(MemoryJob::is_finished) => {}
                _ => return false,
            }
        }
        let received = self.deliveries.get(&number).map(|delivery| delivery.received_at.as_microsecond());
        received.is_some_and(|received| after(received, keep.saturating_add(Duration::from_micros(1))) <= now)
    }

    pub(super) fn statistics(&self, now: Micros) -> Statistics {
        let mut counts = Statistics::default();
        for job in self.jobs.values() {
            match job.state(now) {
                JobState::Waiting => counts.waiting += 1,
                JobState::Running => counts.running += 1,
                JobState::Dead => counts.dead += 1,
                _ => {}
            }
            // They come in the order in which they were stored.
            if !job.is_finished() {
                counts.oldest = counts.oldest.or(Some(job.received_at));
            }
        }
        counts
    }
}

//! [`judge`]: whether every promise was kept.

use std::collections::{BTreeMap, HashMap};

use cronofy_hooks::inbox::{JobId, JobRecord, JobState};

use crate::clock::{Moment, SharedClock};
use crate::contents::{FoundDelivery, StoreContents};
use crate::counts::CrashCounts;
use crate::delivery::{DeliveryMix, PlannedDelivery, PlannedTask};
use crate::journal::{JournalRun, RunEnding};
use crate::ledger::LedgerEntry;
use crate::order;

/// Everything that the checks need.
#[derive(Debug)]
pub struct Evidence {
    /// Which deliveries were sent.
    pub mix: DeliveryMix,
    /// The clock of the victims.
    pub clock: SharedClock,
    /// What was sent, and what was answered.
    pub sent: BTreeMap<u64, LedgerEntry>,
    /// What handlers did.
    pub runs: Vec<JournalRun>,
    /// Until when each process that was killed was still alive.
    pub alive: HashMap<u32, Moment>,
    /// What is stored.
    pub contents: StoreContents,
    /// No lease ended while its process was alive, and the store never failed: so no process had a reason
    /// to run a finished job again.
    pub undisturbed: bool,
}

/// What was counted, and what is wrong.
#[derive(Debug, Default)]
pub struct Judgement {
    /// What was counted.
    pub counts: CrashCounts,
    /// What is wrong.
    pub wrong: Vec<String>,
}

/// Whether every promise was kept.
#[must_use]
pub fn judge(evidence: &Evidence) -> Judgement {
    let mut verdict = Judgement::default();
    let deliveries: BTreeMap<u64, PlannedDelivery> =
        evidence.sent.keys().map(|&marker| (marker, evidence.mix.delivery(marker))).collect();
    let mut judge = Judge::new(evidence, &deliveries, &mut verdict);
    judge.deliveries();
    judge.jobs();
    judge.effects();
    for damage in &evidence.contents.damage {
        judge.complain(format!("the database is damaged: {damage}"));
    }
    verdict.wrong.extend(order::check(evidence, &deliveries));
    verdict
}

struct Judge<'e> {
    evidence: &'e Evidence,
    deliveries: &'e BTreeMap<u64, PlannedDelivery>,
    kept: BTreeMap<u64, Vec<&'e FoundDelivery>>,
    runs: HashMap<(u64, usize), Vec<&'e JournalRun>>,
    verdict: &'e mut Judgement,
}

impl<'e> Judge<'e> {
    fn new(evidence: &'e Evidence, deliveries: &'e BTreeMap<u64, PlannedDelivery>, verdict: &'e mut Judgement) -> Self {
        let mut kept: BTreeMap<u64, Vec<&FoundDelivery>> = BTreeMap::new();
        for delivery in &evidence.contents.deliveries {
            kept.entry(delivery.marker).or_default().push(delivery);
        }
        let mut runs: HashMap<(u64, usize), Vec<&JournalRun>> = HashMap::new();
        for run in &evidence.runs {
            runs.entry((run.marker, run.place)).or_default().push(run);
        }
        Self { evidence, deliveries, kept, runs, verdict }
    }

    fn complain(&mut self, what: String) {
        self.verdict.wrong.push(what);
    }

    /// What was acknowledged is stored; once, where it has an id.
    fn deliveries(&mut self) {
        for (&marker, sent) in &self.evidence.sent {
            let copies = self.kept.get(&marker).map_or(0, Vec::len);
            let counts = &mut self.verdict.counts;
            counts.sent += u64::from(sent.times);
            counts.acknowledged += u64::from(sent.answered.is_some());
            let has_id = self.deliveries[&marker].id.is_some();
            // Without an id, each that is acknowledged is one more.
            let least = if has_id { sent.acknowledged.min(1) } else { sent.acknowledged } as usize;
            let most = if has_id { 1 } else { sent.times as usize };
            if copies < least {
                counts.lost += (least - copies) as u64;
                self.complain(format!("delivery {marker} is lost: {copies} are stored, and it was {sent:?}"));
            }
            if copies > most {
                self.complain(format!("delivery {marker} is stored {copies} times, and it was {sent:?}"));
            }
        }
        let unknown: Vec<u64> =
            self.kept.keys().filter(|marker| !self.deliveries.contains_key(marker)).copied().collect();
        for marker in unknown {
            self.complain(format!("delivery {marker} is stored, and was never sent"));
        }
    }

    /// Everything is handled.
    fn jobs(&mut self) {
        let jobs: HashMap<JobId, (u64, &JobRecord)> = {
            let all = self.evidence.contents.deliveries.iter();
            all.flat_map(|kept| kept.jobs.iter().map(|entry| (entry.job, (kept.marker, entry)))).collect()
        };
        let stored: Vec<&FoundDelivery> = self.kept.values().flatten().copied().collect();
        for kept in stored {
            let Some(delivery) = self.deliveries.get(&kept.marker) else { continue };
            if kept.body != delivery.body {
                self.complain(format!("delivery {} is stored with another body", kept.marker));
            }
            if kept.jobs.len() != delivery.tasks.len() {
                self.complain(format!("delivery {} has {} jobs: {delivery:?}", kept.marker, kept.jobs.len()));
            }
            for (entry, &task) in kept.jobs.iter().zip(&delivery.tasks) {
                self.job(kept.marker, entry, task, &jobs);
            }
        }
        for ((marker, place), runs) in &self.runs {
            let copies = self.kept.get(marker).map_or(0, Vec::len);
            let done = runs.iter().filter(|run| run.is_done()).count();
            self.verdict.counts.runs += runs.len() as u64;
            self.verdict.counts.handled_again += done.saturating_sub(copies) as u64;
            let mut processes: Vec<u32> = runs.iter().filter(|run| run.is_done()).map(|run| run.process).collect();
            processes.sort_unstable();
            let again = processes.windows(2).any(|pair| pair[0] == pair[1]);
            if again
                && self.evidence.undisturbed
                && self.deliveries.get(marker).is_some_and(|delivery| delivery.id.is_some())
            {
                self.verdict.wrong.push(format!("job {marker}.{place} was done, and run again by the same process"));
            }
            if copies == 0 {
                self.verdict.wrong.push(format!("job {marker}.{place} was handled, and is not stored"));
            }
        }
    }

    fn job(&mut self, marker: u64, entry: &JobRecord, task: PlannedTask, jobs: &HashMap<JobId, (u64, &JobRecord)>) {
        self.verdict.counts.jobs += 1;
        let name = format!("job {marker}.{} ({task:?})", entry.job.index());
        match (entry.state, task) {
            (JobState::Done, PlannedTask::Change { since }) => {
                self.verdict.counts.handled += 1;
                self.covered(&name, entry, since, marker, entry);
            }
            (JobState::Done, _) => {
                self.verdict.counts.handled += 1;
                self.ended(&name, marker, entry, RunEnding::Done);
            }
            (JobState::Discarded, PlannedTask::Note | PlannedTask::Effect) => {
                self.verdict.counts.discarded += 1;
                self.ended(&name, marker, entry, RunEnding::Discarded);
            }
            (JobState::Joined, PlannedTask::Change { since }) => {
                self.verdict.counts.joined += 1;
                match entry.joined.and_then(|joined| jobs.get(&joined)) {
                    Some(&(other, joined)) if joined.state == JobState::Done => {
                        self.covered(&name, entry, since, other, joined);
                    }
                    other => self.complain(format!("{name} joined {other:?}")),
                }
            }
            _ => self.complain(format!("{name} is left as {entry:?}")),
        }
    }

    /// Checks that a run of the handler ended like this.
    fn ended(&mut self, name: &str, marker: u64, entry: &JobRecord, ending: RunEnding) {
        let runs = self.runs.get(&(marker, entry.job.index() as usize));
        if !runs.is_some_and(|runs| runs.iter().any(|run| run.ended_as(ending))) {
            self.complain(format!("{name} is completed as {ending:?}, and no handler ended so: {runs:?}"));
        }
    }

    /// A run of the job that it joined, or of itself, went back far enough, and began after it had
    /// arrived.
    fn covered(&mut self, name: &str, entry: &JobRecord, since: i64, by: u64, joined: &JobRecord) {
        let arrived = self.evidence.clock.moment(entry.received_at);
        let runs = self.runs.get(&(by, joined.job.index() as usize));
        let covers =
            |run: &&&JournalRun| run.is_done() && run.began >= arrived && run.since.is_some_and(|run| run <= since);
        if runs.and_then(|runs| runs.iter().find(covers)).is_none() {
            self.complain(format!("{name} arrived at {arrived}, and no run of {by} does for it: {runs:?}"));
        }
    }

    /// What a handler writes in its transaction is there exactly once for each job that is done.
    fn effects(&mut self) {
        let mut expected: BTreeMap<(u64, usize), u32> = BTreeMap::new();
        for kept in self.kept.values().flatten() {
            let Some(delivery) = self.deliveries.get(&kept.marker) else { continue };
            for (entry, task) in kept.jobs.iter().zip(&delivery.tasks) {
                if *task == PlannedTask::Effect && entry.state == JobState::Done {
                    *expected.entry((kept.marker, entry.job.index() as usize)).or_default() += 1;
                }
            }
        }
        let found = &self.evidence.contents.effects;
        let counts = &mut self.verdict.counts;
        counts.effects = found.values().map(|&rows| u64::from(rows)).sum();
        counts.distinct_effects =
            found.iter().map(|(job, &rows)| u64::from(rows.min(expected.get(job).copied().unwrap_or(0)))).sum();
        let jobs: std::collections::BTreeSet<_> = expected.keys().chain(found.keys()).copied().collect();
        for (marker, place) in jobs {
            let (expected, found) = (expected.get(&(marker, place)), found.get(&(marker, place)));
            if expected != found {
                self.verdict.wrong.push(format!(
                    "job {marker}.{place} is done {} times, and has {} effects",
                    expected.unwrap_or(&0),
                    found.unwrap_or(&0)
                ));
            }
        }
    }
}

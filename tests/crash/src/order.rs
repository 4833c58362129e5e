//! [`check`]: of the jobs with one key, one runs at a time, in order of arrival.

use std::collections::{BTreeMap, HashMap};

use crate::clock::Moment;
use crate::delivery::PlannedDelivery;
use crate::journal::JournalRun;
use crate::verdict::Evidence;

/// A job: delivery and place.
type JobPlace = (u64, usize);

/// Returns what is wrong.
#[must_use]
pub(crate) fn check(evidence: &Evidence, deliveries: &BTreeMap<u64, PlannedDelivery>) -> Vec<String> {
    let mut keys: BTreeMap<&str, Vec<&JournalRun>> = BTreeMap::new();
    let mut jobs: BTreeMap<JobPlace, Vec<&JournalRun>> = BTreeMap::new();
    for run in &evidence.runs {
        let Some(delivery) = deliveries.get(&run.marker) else { continue };
        match &delivery.key {
            Some(key) => keys.entry(key).or_default().push(run),
            // Without an id the same delivery can be stored twice.
            None if delivery.id.is_some() => jobs.entry((run.marker, run.place)).or_default().push(run),
            None => {}
        }
    }
    let mut wrong = Vec::new();
    for runs in jobs.into_values() {
        overlaps("job", runs, &evidence.alive, &mut wrong);
    }
    for (key, runs) in keys {
        in_order(key, &runs, evidence, deliveries, &mut wrong);
        overlaps(key, runs, &evidence.alive, &mut wrong);
    }
    wrong
}

fn overlaps(name: &str, mut runs: Vec<&JournalRun>, alive: &HashMap<u32, Moment>, wrong: &mut Vec<String>) {
    runs.sort_by_key(|run| run.began);
    let mut until = Moment::MIN;
    let mut last: Option<&JournalRun> = None;
    for run in runs {
        if let Some(last) = last.filter(|_| run.began < until) {
            wrong.push(format!("{name}: {last:?} and {run:?} run at once"));
        }
        // What has no end went on as long as its process.
        let ended = run.ended.map(|(at, _)| at).or_else(|| alive.get(&run.process).copied());
        if ended.is_none() {
            wrong.push(format!("{name}: {run:?} has no end, and its process was not killed"));
        }
        if let Some(ended) = ended.filter(|ended| *ended > until) {
            until = ended;
            last = Some(run);
        }
    }
}

/// What was acknowledged before another was sent is done before that begins.
fn in_order(
    key: &str,
    runs: &[&JournalRun],
    evidence: &Evidence,
    deliveries: &BTreeMap<u64, PlannedDelivery>,
    wrong: &mut Vec<String>,
) {
    let mut jobs: BTreeMap<JobPlace, Vec<&JournalRun>> = BTreeMap::new();
    // What joins may run with an earlier one, and without an id the same can arrive again later.
    let is_ordered = |run: &&&JournalRun| run.since.is_none() && deliveries[&run.marker].id.is_some();
    for run in runs.iter().filter(is_ordered) {
        jobs.entry((run.marker, run.place)).or_default().push(run);
    }
    // Where each begins first, and ends last.
    let spans: Vec<(JobPlace, Moment, Moment)> = jobs
        .into_iter()
        .map(|(job, runs)| {
            let began = runs.iter().map(|run| run.began).min().unwrap_or(Moment::MAX);
            let ended = runs.iter().filter_map(|run| run.ended).map(|(at, _)| at).max().unwrap_or(Moment::MIN);
            (job, began, ended)
        })
        .collect();
    for &(before, _, ended) in &spans {
        let answered = evidence.sent[&before.0].answered.unwrap_or(Moment::MAX);
        for &(after, began, _) in &spans {
            let sibling = before.0 == after.0 && before.1 < after.1;
            if (sibling || answered < evidence.sent[&after.0].first) && began < ended {
                wrong.push(format!("{key}: {after:?} begins at {began}, before {before:?} has ended at {ended}"));
            }
        }
    }
}

//! Answers of an inbox as lines of text, to compare and to read.

use jiff::Timestamp;

use crate::inbox::{JobRecord, JobState, LeasedJob, Statistics, StoredDelivery};

pub(super) fn entries(entries: &[JobRecord]) -> Vec<String> {
    entries.iter().map(entry).collect()
}

fn entry(entry: &JobRecord) -> String {
    let JobRecord { job, name, state, attempts, lost, crashes, replays, key, since, joined, .. } = entry;
    let mut line = format!("{job} {state} {name:?} attempts={attempts} replays={replays}");
    // The due time of a finished job has no meaning.
    let due_at = matches!(state, JobState::Waiting | JobState::Running).then_some(entry.due_at);
    let mut add = |what: &str, value: Option<String>| {
        if let Some(value) = value {
            line.extend([" ", what, "=", &value]);
        }
    };
    add("lost", (*lost > 0).then(|| lost.to_string()));
    add("crashes", (*crashes > 0).then(|| crashes.to_string()));
    add("key", key.as_ref().map(|key| format!("{key:?}")));
    add("since", since.map(time));
    add("joined", joined.map(|joined| joined.to_string()));
    add("due", due_at.map(time));
    add("received", Some(time(entry.received_at)));
    // Whether joining counts as the end, or the run that it joined, is left to the engine.
    add("finished", entry.finished_at.filter(|_| *state != JobState::Joined).map(time));
    add("error", entry.error.as_ref().map(|error| format!("{error:?}")));
    line
}

/// Without the fences: any that grow will do.
pub(super) fn leased(leased: &[LeasedJob]) -> Vec<String> {
    let line = |leased: &LeasedJob| {
        let LeasedJob { job, attempt, lost, crashes, since, head, body, received_at, .. } = leased;
        let since = since.map_or("-".to_owned(), time);
        let received = time(*received_at);
        format!(
            "{job} attempt={attempt} lost={lost} crashes={crashes} since={since} received={received} head={head:?} \
             body={body:?}"
        )
    };
    leased.iter().map(line).collect()
}

pub(super) fn stored(stored: Option<&StoredDelivery>) -> Vec<String> {
    let Some(StoredDelivery { delivery, received_at, head, body, jobs }) = stored else { return Vec::new() };
    let mut lines = vec![format!("{delivery} received={} head={head:?} body={body:?}", time(*received_at))];
    lines.extend(entries(jobs));
    lines
}

pub(super) fn statistics(statistics: &Statistics) -> Vec<String> {
    let Statistics { waiting, running, dead, oldest } = statistics;
    let oldest = oldest.map_or("-".to_owned(), time);
    vec![format!("waiting={waiting} running={running} dead={dead} oldest={oldest}")]
}

/// To the microsecond: engines store no less.
fn time(time: Timestamp) -> String {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time).to_string()
}

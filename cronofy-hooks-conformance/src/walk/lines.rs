//! Answers of an inbox as lines of text, to compare and to read.

use cronofy_hooks::inbox::{JobRecord, JobState, LeasedJob};

pub(super) fn of_records(records: &[JobRecord]) -> Vec<String> {
    records.iter().map(of_record).collect()
}

fn of_record(record: &JobRecord) -> String {
    let JobRecord { job, name, state, attempts, lost, crashes, replays, key, since, joined, .. } = record;
    let JobRecord { due_at, received_at, finished_at, error, .. } = record;
    // The due time of a finished job has no meaning.
    let due = matches!(state, JobState::Waiting | JobState::Running).then_some(due_at);
    // Whether joining counts as the end, or the run that it joined, is left to the engine.
    let finished = finished_at.filter(|_| *state != JobState::Joined);
    let joined = joined.map(|joined| joined.to_string());
    format!(
        "{job} {state} {name:?} attempts={attempts} lost={lost} crashes={crashes} replays={replays} key={key:?} \
         since={since:?} joined={joined:?} due={due:?} received={received_at} finished={finished:?} error={error:?}"
    )
}

/// Without the fences: any that grow will do.
pub(super) fn of_leases(leased: &[LeasedJob]) -> Vec<String> {
    let line = |leased: &LeasedJob| {
        let LeasedJob { job, fence: _, attempt, lost, crashes, since, head, body, received_at } = leased;
        format!(
            "{job} attempt={attempt} lost={lost} crashes={crashes} since={since:?} received={received_at} \
             head={head:?} body={body:?}"
        )
    };
    leased.iter().map(line).collect()
}

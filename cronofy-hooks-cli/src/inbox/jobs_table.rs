//! Jobs as a table.

use cronofy_hooks::inbox::{JobRecord, JobState};
use cronofy_hooks_contract::text::{counted, relative_time};
use jiff::Timestamp;

use crate::text::{TextTable, one_line, whole_seconds};

/// `1 job`, `2 jobs`.
pub(super) fn counted_jobs(count: u64) -> String {
    counted(count, "job", "jobs")
}

pub(super) fn jobs_table(jobs: &[JobRecord], now: Timestamp) -> TextTable<7> {
    let mut table = TextTable::new(["JOB", "STATE", "ATTEMPTS", "RECEIVED", "AGE", "NAME", "DETAIL"]).dispensable(3);
    for job in jobs {
        table.push([
            job.job.to_string(),
            job.state.to_string(),
            format!("{:>8}", job.attempts),
            whole_seconds(job.received_at),
            relative_time(job.received_at, now),
            one_line(&job.name),
            detail(job, now),
        ]);
    }
    table
}

/// The most useful detail of a job in its state.
fn detail(job: &JobRecord, now: Timestamp) -> String {
    let due = relative_time(job.due_at, now);
    let error = job.error.as_deref().map(one_line);
    let finished = || {
        let finished_at = job.finished_at;
        finished_at.map_or_else(String::new, |finished| format!("finished {}", relative_time(finished, now)))
    };
    match job.state {
        JobState::Waiting => match error {
            Some(error) => format!("due {due}: {error}"),
            None => format!("due {due}"),
        },
        JobState::Running => format!("its lease ends {due}"),
        JobState::Joined => job.joined.map_or_else(String::new, |other| format!("with {other}")),
        JobState::Discarded | JobState::Dead => error.unwrap_or_else(finished),
        _ => finished(),
    }
}

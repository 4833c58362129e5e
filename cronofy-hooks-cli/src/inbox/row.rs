//! A job as a row of a table.

use cronofy_hooks::inbox::{JobRecord, JobState};
use jiff::Timestamp;

use crate::plain::one_line;
use crate::table::Table;
use crate::time::{for_people, in_words};

/// Jobs as a table.
pub(super) fn jobs_table(entries: &[JobRecord], now: Timestamp) -> Table<7> {
    let mut table = Table::new(["JOB", "STATE", "ATTEMPTS", "RECEIVED", "AGE", "NAME", "DETAIL"]).dispensable(3);
    for entry in entries {
        table.push([
            entry.job.to_string(),
            entry.state.to_string(),
            format!("{:>8}", entry.attempts),
            for_people(entry.received_at),
            in_words(entry.received_at, now),
            one_line(&entry.name),
            detail(entry, now),
        ]);
    }
    table
}

/// What is of most interest in a job of its state.
fn detail(entry: &JobRecord, now: Timestamp) -> String {
    let due = in_words(entry.due_at, now);
    let error = entry.error.as_deref().map(one_line);
    let finished =
        || entry.finished_at.map_or_else(String::new, |finished| format!("finished {}", in_words(finished, now)));
    match entry.state {
        JobState::Waiting => match error {
            Some(error) => format!("due {due}: {error}"),
            None => format!("due {due}"),
        },
        JobState::Running => format!("its lease ends {due}"),
        JobState::Joined => entry.joined.map_or_else(String::new, |job| format!("with {job}")),
        JobState::Discarded | JobState::Dead => error.unwrap_or_else(finished),
        _ => finished(),
    }
}

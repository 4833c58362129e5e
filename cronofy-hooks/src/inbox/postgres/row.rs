//! Rows of the tables, as far as they can be read.

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{Decode, Postgres, Row, Type};

use super::super::admin::{JobRecord, JobState};
use super::super::job_id::JobId;
use super::super::micros::timestamp;

/// A column of a row, or nothing where it cannot be read: one that somebody has damaged must not
/// keep the others from being shown or handled.
pub(super) fn or_default<'r, T>(row: &'r PgRow, column: &str) -> T
where
    T: Decode<'r, Postgres> + Type<Postgres> + Default,
{
    row.try_get(column).unwrap_or_default()
}

pub(super) fn or_epoch(row: &PgRow, column: &str) -> Timestamp {
    timestamp(or_default(row, column))
}

/// The columns that [`entry`] reads, of the tables `w` and `d`; the state is told for the time `now`.
pub(super) fn entry_columns(now: &str) -> String {
    format!(
        "w.id, w.name, CASE WHEN {} THEN -1 ELSE w.state END::smallint AS state, w.attempts, w.lost, w.crashes, \
         w.replays, w.key, w.since_us, w.joined, w.due_us, d.received_us, w.finished_us, w.error",
        condition(JobState::Running, now)
    )
}

pub(super) fn entry(row: &PgRow) -> JobRecord {
    let time = |column| or_default::<Option<i64>>(row, column).map(timestamp);
    let number = |column| u32::try_from(or_default::<i32>(row, column)).unwrap_or(0);
    JobRecord {
        job: JobId::from_i64(or_default(row, "id")),
        name: or_default(row, "name"),
        state: state(or_default(row, "state")),
        attempts: number("attempts"),
        lost: number("lost"),
        crashes: number("crashes"),
        replays: number("replays"),
        key: or_default(row, "key"),
        since: time("since_us"),
        joined: or_default::<Option<i64>>(row, "joined").map(JobId::from_i64),
        due_at: or_epoch(row, "due_us"),
        received_at: or_epoch(row, "received_us"),
        finished_at: time("finished_us"),
        error: or_default(row, "error"),
    }
}

fn state(number: i16) -> JobState {
    match number {
        -1 => JobState::Running,
        3 => JobState::Joined,
        4 => JobState::Done,
        5 => JobState::Discarded,
        6 => JobState::Dead,
        _ => JobState::Waiting,
    }
}

/// Whether a row of the table `w` is in a state at a time.
pub(super) fn condition(state: JobState, now: &str) -> String {
    match state {
        JobState::Waiting => format!("(w.state IN (0, 2) OR w.state = 1 AND NOT (w.held AND w.due_us > {now}))"),
        JobState::Running => format!("(w.state = 1 AND w.held AND w.due_us > {now})"),
        JobState::Joined => "w.state = 3".into(),
        JobState::Done => "w.state = 4".into(),
        JobState::Discarded => "w.state = 5".into(),
        JobState::Dead => "w.state = 6".into(),
    }
}

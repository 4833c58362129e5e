//! Rows of the tables, read also when they are damaged.

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{Decode, Postgres, Row, Type};

use super::filter::condition;
use crate::inbox::admin::{JobRecord, JobState};
use crate::inbox::engine::shared::{state, timestamp};
use crate::inbox::job_id::JobId;

/// What [`record_columns`] selects as the state of a leased job. No row stores it.
const RUNNING: i16 = -1;

/// A column, or the default when it cannot be read: a damaged row must not hide the others.
pub(super) fn or_default<'r, T>(row: &'r PgRow, column: &str) -> T
where
    T: Decode<'r, Postgres> + Type<Postgres> + Default,
{
    row.try_get(column).unwrap_or_default()
}

pub(super) fn or_epoch(row: &PgRow, column: &str) -> Timestamp {
    timestamp(or_default(row, column))
}

/// The columns that [`record`] reads, of the tables `w` and `d`, with the state at the time `now`.
pub(super) fn record_columns(now: &str) -> String {
    format!(
        "w.id, w.name, CASE WHEN {} THEN {RUNNING} ELSE w.state END::smallint AS state, w.attempts, w.lost, w.crashes, \
         w.replays, w.key, w.since_us, w.joined, w.due_us, d.received_us, w.finished_us, w.error",
        condition(JobState::Running, now)
    )
}

pub(super) fn record(row: &PgRow) -> JobRecord {
    let time = |column| or_default::<Option<i64>>(row, column).map(timestamp);
    let number = |column| u32::try_from(or_default::<i32>(row, column)).unwrap_or(0);
    JobRecord {
        job: JobId::from_i64(or_default(row, "id")),
        name: or_default(row, "name"),
        state: match or_default(row, "state") {
            RUNNING => JobState::Running,
            code => state::shown(code.into(), false),
        },
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

//! Rows of the tables, as far as they can be read.

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{Decode, Postgres, Row, Type};

use super::super::manage::{Entry, UnitState};
use super::super::micros::timestamp;
use super::super::unit::UnitId;

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
        condition(UnitState::Running, now)
    )
}

pub(super) fn entry(row: &PgRow) -> Entry {
    let time = |column| or_default::<Option<i64>>(row, column).map(timestamp);
    let number = |column| u32::try_from(or_default::<i32>(row, column)).unwrap_or(0);
    Entry {
        unit: UnitId::from_i64(or_default(row, "id")),
        name: or_default(row, "name"),
        state: state(or_default(row, "state")),
        attempts: number("attempts"),
        lost: number("lost"),
        crashes: number("crashes"),
        replays: number("replays"),
        key: or_default(row, "key"),
        since: time("since_us"),
        joined: or_default::<Option<i64>>(row, "joined").map(UnitId::from_i64),
        due_at: or_epoch(row, "due_us"),
        received_at: or_epoch(row, "received_us"),
        finished_at: time("finished_us"),
        error: or_default(row, "error"),
    }
}

fn state(number: i16) -> UnitState {
    match number {
        -1 => UnitState::Running,
        3 => UnitState::Joined,
        4 => UnitState::Done,
        5 => UnitState::Discarded,
        6 => UnitState::Dead,
        _ => UnitState::Waiting,
    }
}

/// Whether a row of the table `w` is in a state at a time.
pub(super) fn condition(state: UnitState, now: &str) -> String {
    match state {
        UnitState::Waiting => format!("(w.state IN (0, 2) OR w.state = 1 AND NOT (w.held AND w.due_us > {now}))"),
        UnitState::Running => format!("(w.state = 1 AND w.held AND w.due_us > {now})"),
        UnitState::Joined => "w.state = 3".into(),
        UnitState::Done => "w.state = 4".into(),
        UnitState::Discarded => "w.state = 5".into(),
        UnitState::Dead => "w.state = 6".into(),
    }
}

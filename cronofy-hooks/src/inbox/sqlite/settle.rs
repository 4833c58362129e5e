//! Settling: what became of leased units, and who is next of their key.

use std::collections::{HashMap, HashSet};

use sqlx::SqliteConnection;

use super::super::lease::Settlement;
use super::super::unit::UnitId;
use super::super::writer::Settle;
use super::rows::{Lenient, Rows, numbers};
use super::state;
use super::time::after;

/// Only of those that are still held with this fence.
pub(super) const SETTLE: &str = "
    UPDATE work SET
        state = settled.state,
        held = settled.held,
        due_us = coalesce(settled.due_us, work.due_us),
        attempts = work.attempts - settled.unused,
        finished_us = settled.finished_us,
        error = coalesce(settled.error, work.error)
    FROM (
        SELECT value->>0 AS id, value->>1 AS fence, value->>2 AS state, value->>3 AS held, value->>4 AS unused,
            value->>5 AS due_us, value->>6 AS finished_us, CAST(substr(?2, value->>7, value->>8) AS TEXT) AS error
        FROM json_each(?1)
    ) AS settled
    WHERE work.id = settled.id AND +work.state = 1 AND work.held = 1 AND work.fence = settled.fence
    RETURNING work.id, work.state, work.key IS NOT NULL";

/// The first that is blocked by the key of a unit is ready, if nobody else is.
pub(super) const PROMOTE: &str = "
    UPDATE work SET state = 1
    WHERE id IN (
        SELECT (
            SELECT blocked.id FROM work AS blocked
            WHERE blocked.key = finished.key AND blocked.state = 2
            ORDER BY blocked.id LIMIT 1
        )
        FROM json_each(?1) JOIN work AS finished ON finished.id = value
        WHERE finished.key IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM work AS ready
            WHERE ready.key = finished.key AND ready.state = 1
        )
    )";

/// Settles a batch: whether each was still held.
pub(super) async fn settle(
    connection: &mut SqliteConnection,
    now: i64,
    settles: &[Settle],
) -> Result<Vec<bool>, sqlx::Error> {
    let mut held = vec![false; settles.len()];
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    let mut times: HashMap<UnitId, usize> = HashMap::with_capacity(settles.len());
    for (place, settle) in settles.iter().enumerate() {
        // One statement settles a unit once: who comes second is in the second round.
        let round = times.entry(settle.unit).or_default();
        if rounds.len() == *round {
            rounds.push(Vec::new());
        }
        rounds[*round].push(place);
        *round += 1;
    }
    for round in rounds {
        let (json, bytes) = rows(now, round.iter().map(|place| &settles[*place])).finish();
        let settled = sqlx::query(SETTLE).bind(json).bind(bytes).fetch_all(&mut *connection).await?;
        let ids: HashSet<i64> = settled.iter().map(|row| row.number(0)).collect();
        for place in round {
            held[place] = ids.contains(&settles[place].unit.as_i64());
        }
        let in_the_way = settled.iter().filter(|row| row.number(1) != state::READY && row.number(2) != 0);
        let in_the_way: Vec<i64> = in_the_way.map(|row| row.number(0)).collect();
        promote(connection, &in_the_way).await?;
    }
    Ok(held)
}

/// Lets the next of their keys go, now that these units are finished.
pub(super) async fn promote(connection: &mut SqliteConnection, finished: &[i64]) -> Result<(), sqlx::Error> {
    if !finished.is_empty() {
        sqlx::query(PROMOTE).bind(numbers(finished.iter().copied())).execute(connection).await?;
    }
    Ok(())
}

fn rows<'s>(now: i64, settles: impl Iterator<Item = &'s Settle>) -> Rows {
    let mut rows = Rows::default();
    for Settle { unit, fence, settlement } in settles {
        let row = rows.row(unit.as_i64()).number(fence.0);
        // State, held, attempts that do not count, due, finished, error.
        match settlement {
            Settlement::Done => finished(row, state::DONE, now).text(None),
            Settlement::Discarded { reason } => finished(row, state::DISCARDED, now).text(&**reason),
            Settlement::Dead { error } => finished(row, state::DEAD, now).text(&**error),
            Settlement::Retry { after: wait, error } => {
                row.number(state::READY).number(0).number(0).number(after(now, *wait)).number(None).text(&**error)
            }
            Settlement::Extend { hold } => {
                row.number(state::READY).number(1).number(0).number(after(now, *hold)).number(None).text(None)
            }
            Settlement::Release => row.number(state::READY).number(0).number(1).number(now).number(None).text(None),
        };
    }
    rows
}

fn finished(row: &mut Rows, state: i64, now: i64) -> &mut Rows {
    row.number(state).number(0).number(0).number(None).number(now)
}

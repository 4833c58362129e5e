//! Changing units by hand.

use super::super::error::InboxError;
use super::super::manage::{Change, Selection, UnitState};
use super::error::failed;
use super::rows::{Lenient, numbers};
use super::selection::selected;
use super::settle::PROMOTE;
use super::time::Clock;
use super::turn::Writing;

/// What waits is due; what is dead arrives again.
const RETRY: &str = "
    UPDATE work SET
        due_us = ?1,
        held = 0,
        attempts = CASE state WHEN 6 THEN 0 ELSE attempts END,
        lost = 0,
        crashes = 0,
        alone = 0,
        finished_us = CASE state WHEN 6 THEN NULL ELSE finished_us END,
        state = CASE state WHEN 6 THEN 0 ELSE state END
    WHERE id IN (SELECT work.id";

const REPLAY: &str = "
    UPDATE work SET state = 0, attempts = 0, replays = min(replays, 9223372036854775806) + 1, due_us = ?1,
        lost = 0, crashes = 0, alone = 0, finished_us = NULL, joined = NULL
    WHERE id IN (SELECT work.id";

const BURY: &str = "
    UPDATE work SET state = 6, held = 0, lost = 0, crashes = 0, alone = 0, finished_us = ?1, error = 'buried by hand'
    WHERE id IN (SELECT work.id";

/// In one transaction, and says how many there were.
pub(super) async fn change(
    writing: &Writing,
    clock: &Clock,
    change: Change,
    selection: &Selection,
) -> Result<u64, InboxError> {
    let states = if selection.states.is_empty() { &UnitState::ALL[..] } else { &selection.states };
    let states: Vec<UnitState> = states.iter().copied().filter(|state| change.applies_to(*state)).collect();
    let statement = match change {
        Change::Retry => RETRY,
        Change::Replay => REPLAY,
        Change::Bury => BURY,
    };
    let mut turn = writing.begin().await?;
    let query = selected(statement, selection, &states, ") RETURNING id", clock.now())
        .map_err(|error| failed(sqlx::Error::Encode(error)))?;
    let query = sqlx::query_with(query.sql, query.arguments).persistent(false);
    let changed = query.fetch_all(turn.connection()).await.map_err(failed)?;
    if change == Change::Bury {
        let buried = numbers(changed.iter().map(|row| row.number(0)));
        sqlx::query(PROMOTE).bind(buried).execute(turn.connection()).await.map_err(failed)?;
    }
    turn.commit().await?;
    Ok(u64::try_from(changed.len()).unwrap_or(u64::MAX))
}

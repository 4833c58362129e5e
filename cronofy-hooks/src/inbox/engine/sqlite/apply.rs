//! Actions that people apply to jobs.

use super::engine::SqliteEngine;
use super::error::failed;
use super::filter::matching;
use super::lease_update::PROMOTE;
use super::row::{LenientRow, json};
use crate::inbox::admin::{JobAction, JobFilter, JobState};
use crate::inbox::error::InboxError;

/// A waiting job is due; a dead one arrives again.
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

/// Applies an action in one transaction, and returns how many jobs changed.
pub(super) async fn apply_step(
    engine: &SqliteEngine,
    action: JobAction,
    step: &JobFilter,
    states: &[JobState],
) -> Result<u64, InboxError> {
    let statement = match action {
        JobAction::Retry => RETRY,
        JobAction::Replay => REPLAY,
        JobAction::Bury => BURY,
    };
    let mut transaction = engine.write.begin().await?;
    let query = matching(statement, step, states, ") RETURNING id", engine.clock.given_or_system())?;
    let changed = query.fetch_all(transaction.connection()).await.map_err(failed)?;
    if action == JobAction::Bury {
        let buried = json(changed.iter().map(|row| row.number(0)));
        sqlx::query(PROMOTE).bind(buried).execute(transaction.connection()).await.map_err(failed)?;
    }
    transaction.commit().await?;
    Ok(u64::try_from(changed.len()).unwrap_or(u64::MAX))
}

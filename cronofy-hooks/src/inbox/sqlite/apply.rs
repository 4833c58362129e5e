//! Changing jobs by hand.

use std::time::{Duration, Instant};

use super::super::admin::{CHANGED_AT_ONCE, JobAction, JobFilter, JobState};
use super::super::engine::Progress;
use super::super::error::InboxError;
use super::error::failed;
use super::filter::selected;
use super::lease_update::PROMOTE;
use super::query::ReadConnection;
use super::rows::{Lenient, numbers};
use super::time::Clock;
use super::write_transaction::WriteConnection;

/// The longest rest between two steps: each rests for as long as it took.
const REST: Duration = Duration::from_millis(200);

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

/// Some in each transaction, and says how many there were.
pub(super) async fn apply(
    writing: &WriteConnection,
    reading: &ReadConnection,
    clock: &Clock,
    change: JobAction,
    filter: &JobFilter,
    mut progress: Progress,
) -> Result<u64, InboxError> {
    let states = change.states_of(filter);
    // On the connection that reads: writers do not wait for it, so it may take long.
    let chosen = change.in_order(reading.ids(filter, &states, clock.now()).await?);
    let mut changed = 0;
    let mut steps = chosen.chunks(CHANGED_AT_ONCE).peekable();
    while let Some(step) = steps.next() {
        let began = Instant::now();
        let step = JobFilter { jobs: step.to_vec(), limit: None, ..filter.clone() };
        changed += apply_step(writing, clock, change, &step, &states).await?;
        progress(changed);
        if steps.peek().is_some() {
            // The lock of the file has no queue: another process that waits for it looks only now and
            // then whether it is free.
            tokio::time::sleep(began.elapsed().min(REST)).await;
        }
    }
    Ok(changed)
}

async fn apply_step(
    writing: &WriteConnection,
    clock: &Clock,
    change: JobAction,
    step: &JobFilter,
    states: &[JobState],
) -> Result<u64, InboxError> {
    let statement = match change {
        JobAction::Retry => RETRY,
        JobAction::Replay => REPLAY,
        JobAction::Bury => BURY,
    };
    let mut transaction = writing.begin().await?;
    let query = selected(statement, step, states, ") RETURNING id", clock.now())
        .map_err(|error| failed(sqlx::Error::Encode(error)))?;
    let query = sqlx::query_with(query.sql, query.arguments).persistent(false);
    let changed = query.fetch_all(transaction.connection()).await.map_err(failed)?;
    if change == JobAction::Bury {
        let buried = numbers(changed.iter().map(|row| row.number(0)));
        sqlx::query(PROMOTE).bind(buried).execute(transaction.connection()).await.map_err(failed)?;
    }
    transaction.commit().await?;
    Ok(u64::try_from(changed.len()).unwrap_or(u64::MAX))
}

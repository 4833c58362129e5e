//! Forgetting what is finished.

use super::super::admin::Retention;
use super::super::error::InboxError;
use super::error::failed;
use super::query::ReadConnection;
use super::rows::{Lenient, numbers};
use super::time::before;
use super::write_transaction::WriteConnection;

/// So many deliveries at a time, so that nobody who accepts waits for long.
const STEP: i64 = 1000;

pub(super) const WINDOW: &str = "SELECT id, received_us FROM delivery WHERE id > ?1 ORDER BY id LIMIT ?2";

/// ?3 is the time before which a delivery is forgotten, ?4 that before which one with a dead job is.
pub(super) const FORGOTTEN: &str = "
    SELECT delivery.id FROM delivery
    WHERE delivery.id BETWEEN ?1 AND ?2 AND delivery.received_us < ?3 AND NOT EXISTS (
        SELECT 1 FROM work
        WHERE work.id BETWEEN delivery.id << 20 AND (delivery.id << 20) + 1048575 AND (
            work.state NOT IN (3, 4, 5, 6)
            OR (work.state = 6 AND NOT (delivery.received_us < ?4))
            OR EXISTS (
                SELECT 1 FROM work AS target WHERE target.id = work.joined AND target.state NOT IN (3, 4, 5, 6)
            )
        )
    )";

pub(super) const JOBS: &str = "
    DELETE FROM work WHERE id IN (
        SELECT unit.id FROM json_each(?1)
        CROSS JOIN work AS unit ON unit.id BETWEEN value << 20 AND (value << 20) + 1048575
    )";

pub(super) const DELIVERIES: &str = "DELETE FROM delivery WHERE id IN (SELECT value FROM json_each(?1))";

/// Forgets from the oldest on, and says how many.
pub(super) async fn prune(
    writing: &WriteConnection,
    reading: &ReadConnection,
    now: i64,
    retention: Retention,
) -> Result<u64, InboxError> {
    let finished = before(now, retention.done);
    let dead = retention.dead.map_or(i64::MIN, |dead| before(now, dead.max(retention.done)));
    let mut forgotten = 0;
    let mut last = i64::MIN;
    loop {
        let window = reading.rows(sqlx::query(WINDOW).bind(last).bind(STEP)).await?;
        let (Some(first_row), Some(last_row)) = (window.first(), window.last()) else { break };
        let first = first_row.number(0);
        last = last_row.number(0);
        // Numbers follow the times of arrival closely: where all of a window are too young, so are
        // those behind it. What is dated in the future says nothing about those: a clock was wrong.
        if !window.iter().any(|row| row.number(1) < finished || row.number(1) > now) {
            break;
        }
        forgotten += forget(writing, (first, last), finished, dead).await?;
    }
    Ok(forgotten)
}

async fn forget(
    writing: &WriteConnection,
    (first, last): (i64, i64),
    finished: i64,
    dead: i64,
) -> Result<u64, InboxError> {
    let mut transaction = writing.begin().await?;
    let query = sqlx::query(FORGOTTEN).bind(first).bind(last).bind(finished).bind(dead);
    let rows = query.fetch_all(transaction.connection()).await.map_err(failed)?;
    let ids = numbers(rows.iter().map(|row| row.number(0)));
    if !rows.is_empty() {
        for statement in [JOBS, DELIVERIES] {
            sqlx::query(statement).bind(ids.clone()).execute(transaction.connection()).await.map_err(failed)?;
        }
    }
    transaction.commit().await?;
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

//! Deleting old deliveries.

use super::engine::SqliteEngine;
use super::error::failed;
use super::row::{LenientRow, json};
use super::write_transaction::WriteConnection;
use crate::inbox::admin::Retention;
use crate::inbox::engine::shared::before;
use crate::inbox::error::InboxError;

/// How many deliveries one transaction looks at, so that deliveries wait only shortly to be accepted.
const STEP: i64 = 1000;

pub(super) const WINDOW: &str = "SELECT id, received_us FROM delivery WHERE id > ?1 ORDER BY id LIMIT ?2";

/// The deliveries from `?1` to `?2` that can be deleted: they arrived before `?3`, or before `?4` if one of
/// their jobs is dead; and all their jobs are finished, as are the jobs that these joined.
pub(super) const OLD: &str = "
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

/// Deletes old deliveries from the oldest on, and returns how many.
pub(super) async fn prune(engine: &SqliteEngine, retention: Retention) -> Result<u64, InboxError> {
    let now = engine.clock.given_or_system();
    let finished = before(now, retention.done);
    let dead = retention.dead.map_or(i64::MIN, |dead| before(now, dead.max(retention.done)));
    let mut deleted = 0;
    let mut last = i64::MIN;
    loop {
        let window = engine.read.rows(sqlx::query(WINDOW).bind(last).bind(STEP)).await?;
        let (Some(first_row), Some(last_row)) = (window.first(), window.last()) else { break };
        let first = first_row.number(0);
        last = last_row.number(0);
        // The numbers of deliveries grow with their times of arrival. So if all deliveries of a window are
        // too young, those after it are too young as well. That does not follow from a delivery that is
        // dated in the future: a clock was wrong.
        if !window.iter().any(|row| row.number(1) < finished || row.number(1) > now) {
            break;
        }
        deleted += delete(&engine.write, (first, last), finished, dead).await?;
    }
    Ok(deleted)
}

async fn delete(
    write: &WriteConnection,
    (first, last): (i64, i64),
    finished: i64,
    dead: i64,
) -> Result<u64, InboxError> {
    let mut transaction = write.begin().await?;
    let query = sqlx::query(OLD).bind(first).bind(last).bind(finished).bind(dead);
    let rows = query.fetch_all(transaction.connection()).await.map_err(failed)?;
    if !rows.is_empty() {
        let ids = json(rows.iter().map(|row| row.number(0)));
        for statement in [JOBS, DELIVERIES] {
            sqlx::query(statement).bind(ids.clone()).execute(transaction.connection()).await.map_err(failed)?;
        }
    }
    transaction.commit().await?;
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

//! Deleting old deliveries.

use sqlx::Row;

use super::engine::PostgresEngine;
use super::error::failed;
use super::transaction::PostgresTransaction;
use crate::inbox::admin::Retention;
use crate::inbox::engine::shared::span;
use crate::inbox::error::InboxError;

/// How many deliveries one transaction looks at, so that no other process waits long for it.
const STEP: i64 = 1000;

/// Deletes old deliveries from the oldest on, and returns how many.
pub(super) async fn prune(engine: &PostgresEngine, retention: Retention) -> Result<u64, InboxError> {
    let (mut behind, mut deleted) = (-1, 0);
    loop {
        let mut transaction = PostgresTransaction::begin(engine).await?;
        let now = transaction.take_queue_lock(engine).await?;
        let done = now.saturating_sub(span(retention.done));
        let dead = retention.dead.map(|dead| now.saturating_sub(span(dead)).min(done));
        let query =
            sqlx::query(engine.statements.prune.clone()).bind(behind).bind(STEP).bind(done).bind(dead).bind(now);
        let row = query.fetch_one(&mut *transaction).await.map_err(failed)?;
        transaction.commit().await?;

        deleted += row.try_get::<i64, _>(3).map_err(failed)?;
        let (goes_on, seen): (bool, i64) = (row.try_get(1).map_err(failed)?, row.try_get(2).map_err(failed)?);
        // Deliveries are numbered in order of arrival, as far as the clocks of the machines agree. An old one
        // behind a thousand younger ones is deleted another time.
        match row.try_get::<Option<i64>, _>(0).map_err(failed)? {
            Some(last) if seen == STEP && goes_on => behind = last,
            _ => return Ok(u64::try_from(deleted).unwrap_or(0)),
        }
    }
}

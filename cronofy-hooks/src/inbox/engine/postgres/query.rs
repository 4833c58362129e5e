//! What is stored, for callers that look at the inbox.

use sqlx::{QueryBuilder, Row};

use super::engine::PostgresEngine;
use super::error::failed;
use super::filter::push_matching;
use super::row::{or_default, or_epoch, record, record_columns};
use super::time::now;
use crate::inbox::admin::{JobFilter, JobRecord, JobState, Statistics, StoredDelivery};
use crate::inbox::engine::shared::timestamp;
use crate::inbox::error::InboxError;
use crate::inbox::job_id::JobId;

pub(super) async fn list(engine: &PostgresEngine, filter: &JobFilter) -> Result<Vec<JobRecord>, InboxError> {
    let now = now(&engine.clock);
    let mut query = QueryBuilder::new(format!("SELECT {}", record_columns(&now)));
    push_matching(&mut query, &engine.schema, filter, filter.states_or_all(), &now);
    // Not kept: there are many filters, and each has a text of its own.
    let rows = query.build().persistent(false).fetch_all(&engine.pool).await.map_err(failed)?;
    Ok(rows.iter().map(record).collect())
}

/// Takes no lock. The ids are one value, because there may be very many.
pub(super) async fn ids(
    engine: &PostgresEngine,
    filter: &JobFilter,
    states: &[JobState],
) -> Result<Vec<JobId>, InboxError> {
    let mut query = QueryBuilder::new("SELECT coalesce(array_agg(id), '{}') FROM (SELECT w.id");
    push_matching(&mut query, &engine.schema, filter, states, &now(&engine.clock));
    query.push(") chosen");
    let row = query.build().persistent(false).fetch_one(&engine.pool).await.map_err(failed)?;
    let ids: Vec<i64> = row.try_get(0).map_err(failed)?;
    Ok(ids.into_iter().map(JobId::from_i64).collect())
}

pub(super) async fn show(engine: &PostgresEngine, delivery: i64) -> Result<Option<StoredDelivery>, InboxError> {
    let Some((first, last)) = JobId::range_of(delivery) else { return Ok(None) };
    let columns = record_columns(&now(&engine.clock));
    // The jobs before the delivery: if it is deleted in between, the result is `None`.
    let jobs = engine.schema.sql(&format!(
        "SELECT {columns} FROM cronofy_hooks.work w LEFT JOIN cronofy_hooks.delivery d ON d.id = w.id >> 20 \
         WHERE w.id BETWEEN $1 AND $2 ORDER BY w.id"
    ));
    let jobs = sqlx::query(jobs).persistent(false).bind(first.as_i64()).bind(last.as_i64());
    let jobs = jobs.fetch_all(&engine.pool).await.map_err(failed)?;
    let row = engine.schema.sql("SELECT head, body, received_us FROM cronofy_hooks.delivery WHERE id = $1");
    let row = sqlx::query(row).bind(delivery).fetch_optional(&engine.pool).await.map_err(failed)?;
    Ok(row.map(|row| StoredDelivery {
        delivery,
        received_at: or_epoch(&row, "received_us"),
        head: or_default(&row, "head"),
        body: or_default::<Vec<u8>>(&row, "body").into(),
        jobs: jobs.iter().map(record).collect(),
    }))
}

pub(super) async fn statistics(engine: &PostgresEngine) -> Result<Statistics, InboxError> {
    let query = sqlx::query(engine.statements.statistics.clone()).bind(engine.clock.given());
    let row = query.fetch_one(&engine.pool).await.map_err(failed)?;
    let count = |place: usize| row.try_get::<i64, _>(place).map(|count| u64::try_from(count).unwrap_or(0));
    Ok(Statistics {
        waiting: count(0).map_err(failed)?,
        running: count(1).map_err(failed)?,
        dead: count(2).map_err(failed)?,
        oldest: row.try_get::<Option<i64>, _>(3).map_err(failed)?.map(timestamp),
    })
}

//! Looking at what is stored.

use sqlx::{Postgres, QueryBuilder, Row};

use super::super::admin::{JobFilter, JobRecord, JobState, Statistics, StoredDelivery};
use super::super::error::InboxError;
use super::super::job_id::JobId;
use super::super::micros::timestamp;
use super::error::failed;
use super::filter::push_selected;
use super::row::{entry, entry_columns, or_default, or_epoch};
use super::shared::Shared;

pub(super) async fn list(shared: &Shared, filter: &JobFilter) -> Result<Vec<JobRecord>, InboxError> {
    let now = shared.clock.sql();
    let mut query = QueryBuilder::new(format!("SELECT {}", entry_columns(&now)));
    let states: &[JobState] = if filter.states.is_empty() { &JobState::ALL } else { &filter.states };
    push_selected(&mut query, &shared.schema, filter, states, &now);
    // It has a text of its own for each filter, and for each time that is given.
    let rows = query.build().persistent(false).fetch_all(&shared.pool).await.map_err(failed)?;
    Ok(rows.iter().map(entry).collect())
}

/// The jobs of a filter in some states, in any order: in one value, because there may be very many.
pub(super) async fn ids(shared: &Shared, filter: &JobFilter, states: &[JobState]) -> Result<Vec<JobId>, InboxError> {
    let mut query = QueryBuilder::new("SELECT coalesce(array_agg(id), '{}') FROM (SELECT w.id");
    push_selected(&mut query, &shared.schema, filter, states, &shared.clock.sql());
    query.push(") chosen");
    let row = query.build().persistent(false).fetch_one(&shared.pool).await.map_err(failed)?;
    let ids: Vec<i64> = row.try_get(0).map_err(failed)?;
    Ok(ids.into_iter().map(JobId::from_i64).collect())
}

pub(super) async fn show(shared: &Shared, delivery: i64) -> Result<Option<StoredDelivery>, InboxError> {
    let Some((first, last)) = JobId::new(delivery, 0).zip(JobId::new(delivery, JobId::MOST - 1)) else {
        return Ok(None);
    };
    let now = shared.clock.sql();
    let columns = entry_columns(&now);
    // The jobs before the delivery: if it is forgotten in between, it is not there.
    let jobs = shared.schema.sql(&format!(
        "SELECT {columns} FROM cronofy_hooks.work w LEFT JOIN cronofy_hooks.delivery d ON d.id = w.id >> 20 \
         WHERE w.id BETWEEN $1 AND $2 ORDER BY w.id"
    ));
    let jobs = sqlx::query(jobs).persistent(false).bind(first.as_i64()).bind(last.as_i64());
    let jobs = jobs.fetch_all(&shared.pool).await.map_err(failed)?;
    let row = shared.schema.sql("SELECT head, body, received_us FROM cronofy_hooks.delivery WHERE id = $1");
    let row = sqlx::query(row).bind(delivery).fetch_optional(&shared.pool).await.map_err(failed)?;
    Ok(row.map(|row| StoredDelivery {
        delivery,
        received_at: or_epoch(&row, "received_us"),
        head: or_default(&row, "head"),
        body: or_default::<Vec<u8>>(&row, "body").into(),
        jobs: jobs.iter().map(entry).collect(),
    }))
}

pub(super) async fn statistics(shared: &Shared) -> Result<Statistics, InboxError> {
    let query = sqlx::query(shared.statements.statistics.clone()).bind(shared.clock.now());
    let row = query.fetch_one(&shared.pool).await.map_err(failed)?;
    let count = |place: usize| row.try_get::<i64, _>(place).map(|count| u64::try_from(count).unwrap_or(0));
    Ok(Statistics {
        waiting: count(0).map_err(failed)?,
        running: count(1).map_err(failed)?,
        dead: count(2).map_err(failed)?,
        oldest: row.try_get::<Option<i64>, _>(3).map_err(failed)?.map(timestamp),
    })
}

/// A [`QueryBuilder`] of this database.
pub(super) type Builder = QueryBuilder<Postgres>;

//! What callers read and change, apart from batches.

use std::sync::atomic::Ordering;
use std::time::Duration;

use sqlx::{QueryBuilder, Row};

use super::engine::PostgresEngine;
use super::error::failed;
use super::filter::{Builder, push_matching};
use super::raw_sql::execute;
use super::row::{or_default, or_epoch, record, record_columns};
use super::schema::Schema;
use super::time::now;
use super::transaction::PostgresTransaction;
use crate::clock::Clock;
use crate::inbox::admin::{JobAction, JobFilter, JobRecord, JobState, Retention, Statistics, StoredDelivery};
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{Engine, span, timestamp};
use crate::inbox::error::InboxError;
use crate::inbox::job_id::JobId;

/// How many deliveries one transaction of `prune` looks at, so that no other process waits long for it.
const PRUNE_STEP: i64 = 1000;

impl Engine for PostgresEngine {
    type Database = sqlx::Postgres;
    type Transaction = PostgresTransaction;

    fn clock(&self) -> Option<Clock> {
        self.clock.shared()
    }

    /// None: the queue lock has a queue, so other processes get it between two steps.
    const LONGEST_REST: Duration = Duration::ZERO;

    fn check_open(&self) -> Result<(), InboxError> {
        if self.is_closed.load(Ordering::Relaxed) { Err(InboxError::closed()) } else { Ok(()) }
    }

    async fn list(&self, filter: &JobFilter) -> Result<Vec<JobRecord>, InboxError> {
        let now = now(&self.clock);
        let mut query = QueryBuilder::new(format!("SELECT {}", record_columns(&now)));
        push_matching(&mut query, &self.schema, filter, filter.states_or_all(), &now);
        // Not kept: there are many filters, and each has a text of its own.
        let rows = query.build().persistent(false).fetch_all(&self.pool).await.map_err(failed)?;
        Ok(rows.iter().map(record).collect())
    }

    /// Takes no lock. The ids are one value, because there may be very many.
    async fn ids(&self, filter: &JobFilter, states: &[JobState]) -> Result<Vec<JobId>, InboxError> {
        let mut query = QueryBuilder::new("SELECT coalesce(array_agg(id), '{}') FROM (SELECT w.id");
        push_matching(&mut query, &self.schema, filter, states, &now(&self.clock));
        query.push(") chosen");
        let row = query.build().persistent(false).fetch_one(&self.pool).await.map_err(failed)?;
        let ids: Vec<i64> = row.try_get(0).map_err(failed)?;
        Ok(ids.into_iter().map(JobId::from_i64).collect())
    }

    async fn show(&self, delivery: i64) -> Result<Option<StoredDelivery>, InboxError> {
        let Some((first, last)) = JobId::range_of(delivery) else { return Ok(None) };
        let columns = record_columns(&now(&self.clock));
        // The jobs before the delivery: if it is deleted in between, the result is `None`.
        let jobs = self.schema.sql(&format!(
            "SELECT {columns} FROM cronofy_hooks.work w LEFT JOIN cronofy_hooks.delivery d ON d.id = w.id >> 20 \
             WHERE w.id BETWEEN $1 AND $2 ORDER BY w.id"
        ));
        let jobs = sqlx::query(jobs).persistent(false).bind(first.as_i64()).bind(last.as_i64());
        let jobs = jobs.fetch_all(&self.pool).await.map_err(failed)?;
        let row = self.schema.sql("SELECT head, body, received_us FROM cronofy_hooks.delivery WHERE id = $1");
        let row = sqlx::query(row).bind(delivery).fetch_optional(&self.pool).await.map_err(failed)?;
        Ok(row.map(|row| StoredDelivery {
            delivery,
            received_at: or_epoch(&row, "received_us"),
            head: or_default(&row, "head"),
            body: or_default::<Vec<u8>>(&row, "body").into(),
            jobs: jobs.iter().map(record).collect(),
        }))
    }

    async fn statistics(&self) -> Result<Statistics, InboxError> {
        let query = sqlx::query(self.statements.statistics.clone()).bind(self.clock.given());
        let row = query.fetch_one(&self.pool).await.map_err(failed)?;
        let count = |place: usize| row.try_get::<i64, _>(place).map(|count| u64::try_from(count).unwrap_or(0));
        Ok(Statistics {
            waiting: count(0).map_err(failed)?,
            running: count(1).map_err(failed)?,
            dead: count(2).map_err(failed)?,
            oldest: row.try_get::<Option<i64>, _>(3).map_err(failed)?.map(timestamp),
        })
    }

    async fn apply_step(&self, action: JobAction, step: &JobFilter, states: &[JobState]) -> Result<u64, InboxError> {
        let mut transaction = PostgresTransaction::begin(self).await?;
        let now = transaction.take_queue_lock(self).await?;
        let mut query = QueryBuilder::new("WITH chosen AS MATERIALIZED (SELECT w.id");
        push_matching(&mut query, &self.schema, step, states, &now.to_string());
        query.push(")");
        push_action(&mut query, &self.schema, action, now);
        let row = query.build().persistent(false).fetch_one(&mut *transaction).await.map_err(failed)?;
        let changed: i64 = row.try_get(0).map_err(failed)?;
        if changed > 0 {
            execute(&mut transaction, &*self.statements.notify).await.map_err(failed)?;
        }
        transaction.commit().await?;
        Ok(u64::try_from(changed).unwrap_or(0))
    }

    async fn prune(&self, retention: Retention) -> Result<u64, InboxError> {
        let (mut behind, mut deleted) = (-1, 0);
        loop {
            let mut transaction = PostgresTransaction::begin(self).await?;
            let now = transaction.take_queue_lock(self).await?;
            let done = now.saturating_sub(span(retention.done));
            let dead = retention.dead.map(|dead| now.saturating_sub(span(dead)).min(done));
            let query = sqlx::query(self.statements.prune.clone())
                .bind(behind)
                .bind(PRUNE_STEP)
                .bind(done)
                .bind(dead)
                .bind(now);
            let row = query.fetch_one(&mut *transaction).await.map_err(failed)?;
            transaction.commit().await?;

            deleted += row.try_get::<i64, _>(3).map_err(failed)?;
            let (goes_on, seen): (bool, i64) = (row.try_get(1).map_err(failed)?, row.try_get(2).map_err(failed)?);
            // Deliveries are numbered in order of arrival, as far as the clocks of the machines agree. An old one
            // behind a thousand younger ones is deleted another time.
            match row.try_get::<Option<i64>, _>(0).map_err(failed)? {
                Some(last) if seen == PRUNE_STEP && goes_on => behind = last,
                _ => return Ok(u64::try_from(deleted).unwrap_or(0)),
            }
        }
    }

    async fn begin(&self) -> Result<PostgresTransaction, InboxError> {
        PostgresTransaction::begin(self).await
    }

    async fn commit(&self, transaction: PostgresTransaction, update: FencedUpdate) -> Result<bool, InboxError> {
        transaction.complete(self, update).await
    }

    async fn roll_back(&self, transaction: PostgresTransaction) -> Result<(), InboxError> {
        transaction.roll_back().await
    }

    fn stop(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
        if let Some(listening) = self.listening.get() {
            listening.abort();
        }
    }

    async fn release(&self) {
        if self.is_own_pool {
            self.pool.close().await;
        }
    }
}

fn push_action(query: &mut Builder, schema: &Schema, action: JobAction, now: i64) {
    let set = match action {
        JobAction::Retry => {
            "state = CASE WHEN w.state = 6 THEN 0 ELSE w.state END, \
             attempts = CASE WHEN w.state = 6 THEN 0 ELSE w.attempts END, \
             lost = 0, crashes = 0, alone = false, held = false, due_us = $now, finished_us = NULL"
        }
        JobAction::Replay => {
            "state = 0, attempts = 0, lost = 0, crashes = 0, alone = false, replays = w.replays + 1, due_us = $now, \
             finished_us = NULL, joined = NULL"
        }
        JobAction::Bury => {
            "state = 6, lost = 0, crashes = 0, alone = false, held = false, finished_us = $now, \
             error = 'buried by hand'"
        }
    };
    let changed = format!(
        ", changed AS (UPDATE cronofy_hooks.work w SET {} FROM chosen WHERE w.id = chosen.id RETURNING w.id, w.key)",
        set.replace("$now", &now.to_string()),
    );
    query.push(schema.sql(&changed).as_str());
    if action == JobAction::Bury {
        query.push(schema.sql(include_str!("sql/promote.sql")).as_str());
    }
    query.push(" SELECT count(*) FROM changed");
}

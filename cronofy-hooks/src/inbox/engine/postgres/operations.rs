//! What callers read and change, apart from batches.

use std::time::Duration;

use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row};

use super::engine::PostgresEngine;
use super::error::failed;
use super::sql::{STATEMENT_TIME, execute, storable};
use super::transaction::PostgresTransaction;
use crate::clock::Clock;
use crate::inbox::admin::{JobAction, JobFilter, JobState, Retention};
use crate::inbox::engine::shared::{Engine, EngineTransaction as _, LenientRow as _, change, span};
use crate::inbox::error::InboxError;

/// How many deliveries one transaction of `prune` looks at, so that no other process waits long for it.
const PRUNE_STEP: i64 = 1000;

impl Engine for PostgresEngine {
    type Database = Postgres;
    type Transaction = PostgresTransaction;

    /// None: the queue lock has a queue, so other processes get it between two steps.
    const LONGEST_REST: Duration = Duration::ZERO;

    fn clock(&self) -> Option<Clock> {
        self.clock.shared()
    }

    fn table(&self, name: &str) -> String {
        format!("\"{}\".{name}", self.schema.name())
    }

    fn now(&self) -> String {
        self.clock.given().map_or_else(|| STATEMENT_TIME.to_owned(), |now| format!("({now})::bigint"))
    }

    fn statistics(&self, now: &str) -> String {
        self.statements.statistics.as_str().replace("{now}", now)
    }

    /// OFFSET keeps PostgreSQL from moving the conditions that follow into the subquery.
    fn push_named_jobs(query: &mut QueryBuilder<Postgres>, work: &str, ids: impl Iterator<Item = i64>) {
        query.push(format_args!("(SELECT * FROM {work} WHERE id = ANY (")).push_bind(ids.collect::<Vec<_>>());
        query.push(") OFFSET 0) AS w");
    }

    fn push_name_contains(query: &mut QueryBuilder<Postgres>, text: &str) {
        query.push(" AND strpos(w.name, ").push_bind(storable(text).into_owned()).push(") > 0");
    }

    async fn rows(&self, mut query: QueryBuilder<Postgres>) -> Result<Vec<PgRow>, InboxError> {
        // Not kept: there are many filters, and each has a text of its own.
        query.build().persistent(false).fetch_all(&self.pool).await.map_err(failed)
    }

    async fn apply_step(&self, action: JobAction, step: &JobFilter, states: &[JobState]) -> Result<u64, InboxError> {
        let mut transaction = PostgresTransaction::begin(self).await?;
        let now = transaction.take_queue_lock(self).await?;
        let mut query = change(self, action, step, states, &format!("({now})::bigint"));
        let changed = query.build().persistent(false).fetch_all(&mut *transaction).await.map_err(failed)?;
        if action == JobAction::Bury {
            let buried: Vec<_> = changed.iter().map(|row| row.number("id")).collect();
            let promote = sqlx::query(self.statements.promote.clone()).bind(buried);
            promote.execute(&mut *transaction).await.map_err(failed)?;
        }
        if !changed.is_empty() {
            execute(&mut transaction, &*self.statements.notify).await.map_err(failed)?;
        }
        transaction.commit().await?;
        Ok(u64::try_from(changed.len()).unwrap_or(u64::MAX))
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

    async fn delete(&self, deliveries: Vec<i64>) -> Result<u64, InboxError> {
        let mut deleted = 0;
        for step in deliveries.chunks(usize::try_from(PRUNE_STEP).unwrap_or(usize::MAX)) {
            let mut transaction = PostgresTransaction::begin(self).await?;
            transaction.take_queue_lock(self).await?;
            let query = sqlx::query(self.statements.delete.clone()).bind(step);
            let row = query.fetch_one(&mut *transaction).await.map_err(failed)?;
            transaction.commit().await?;
            deleted += row.try_get::<i64, _>(0).map_err(failed)?;
        }
        Ok(u64::try_from(deleted).unwrap_or(0))
    }

    async fn release(&self) {
        if let Some(listening) = self.listening.get() {
            listening.stop();
        }
        if self.is_own_pool {
            self.pool.close().await;
        }
    }
}

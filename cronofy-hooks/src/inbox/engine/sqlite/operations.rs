//! What callers read and change, apart from batches.

use std::time::Duration;

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Sqlite};

use super::engine::SqliteEngine;
use super::error::failed;
use super::lease_update::PROMOTE;
use super::script::json;
use super::transaction::SqliteTransaction;
use crate::clock::Clock;
use crate::inbox::admin::{JobAction, JobFilter, JobState, Retention};
use crate::inbox::engine::shared::{Engine, LenientRow as _, before, change};
use crate::inbox::error::InboxError;

/// Every count reads an index alone. `{now}` is the time.
pub(super) const STATISTICS: &str = "
    WITH arrived AS (SELECT count(*) AS count, min(id) AS first FROM work WHERE state = 0),
    ready AS (
        SELECT count(*) AS count, min(id) AS first, count(*) FILTER (WHERE held = 1 AND due_us > {now}) AS running
        FROM work WHERE state = 1
    ),
    blocked AS (
        SELECT count(*) AS count, min(id) AS first FROM work WHERE state = 2 AND key IS NOT NULL
    ),
    dead AS (SELECT count(*) AS count FROM work WHERE state = 6),
    oldest AS (
        SELECT min(first) >> 20 AS delivery
        FROM (SELECT first FROM arrived UNION ALL SELECT first FROM ready UNION ALL SELECT first FROM blocked)
    )
    SELECT arrived.count + ready.count - ready.running + blocked.count AS waiting, ready.running AS running,
        dead.count AS dead,
        (SELECT received_us FROM delivery, oldest WHERE delivery.id = oldest.delivery) AS oldest_us
    FROM arrived, ready, blocked, dead";

/// How many deliveries one transaction looks at, so that deliveries wait only shortly to be accepted.
const PRUNE_STEP: u16 = 1000;

pub(super) const PRUNE_WINDOW: &str = "SELECT id, received_us FROM delivery WHERE id > ?1 ORDER BY id LIMIT ?2";

/// Those of the deliveries `?1` that can be deleted: they arrived before `?2`, or before `?3` if one of
/// their jobs is dead; and all their jobs are finished, as are the jobs that these joined.
pub(super) const OLD_DELIVERIES: &str = "
    SELECT delivery.id AS id FROM delivery
    WHERE delivery.id IN (SELECT value FROM json_each(?1)) AND delivery.received_us < ?2 AND NOT EXISTS (
        SELECT 1 FROM work
        WHERE work.id BETWEEN delivery.id << 20 AND (delivery.id << 20) + 1048575 AND (
            work.state NOT IN (3, 4, 5, 6)
            OR (work.state = 6 AND NOT (delivery.received_us < ?3))
            OR EXISTS (
                SELECT 1 FROM work AS target WHERE target.id = work.joined AND target.state NOT IN (3, 4, 5, 6)
            )
        )
    )";

pub(super) const DELETE_JOBS: &str = "
    DELETE FROM work WHERE id IN (
        SELECT unit.id FROM json_each(?1)
        CROSS JOIN work AS unit ON unit.id BETWEEN value << 20 AND (value << 20) + 1048575
    )";

pub(super) const DELETE_DELIVERIES: &str = "DELETE FROM delivery WHERE id IN (SELECT value FROM json_each(?1))";

/// After the inbox is closed, each connection fails by itself.
impl Engine for SqliteEngine {
    type Database = Sqlite;
    type Transaction = SqliteTransaction;

    /// The lock of the file has no queue: another process that waits for it only looks now and then
    /// whether it is free.
    const LONGEST_REST: Duration = Duration::from_millis(200);

    fn clock(&self) -> Option<Clock> {
        self.clock.shared()
    }

    fn table(&self, name: &str) -> String {
        name.to_owned()
    }

    fn now(&self) -> String {
        self.clock.given_or_system().to_string()
    }

    fn statistics(&self, now: &str) -> String {
        STATISTICS.replace("{now}", now)
    }

    /// SQLite keeps the order of a CROSS JOIN.
    fn push_named_jobs(query: &mut QueryBuilder<Sqlite>, work: &str, ids: impl Iterator<Item = i64>) {
        query.push("(SELECT DISTINCT value AS id FROM json_each(").push_bind(json(ids));
        query.push(format_args!(")) AS named CROSS JOIN {work} AS w ON w.id = named.id"));
    }

    fn push_name_contains(query: &mut QueryBuilder<Sqlite>, text: &str) {
        query.push(" AND instr(w.name, ").push_bind(text.to_owned()).push(") > 0");
    }

    fn check_caller(&self) -> Result<(), InboxError> {
        self.holder.check_caller()
    }

    fn blocked_by(&self) -> Option<String> {
        let handler = self.holder.handler()?;
        Some(format!(
            "the handler `{handler}` holds SQLite's write lock: do what is slow before the first statement in its `Tx`"
        ))
    }

    async fn rows(&self, mut query: QueryBuilder<Sqlite>) -> Result<Vec<SqliteRow>, InboxError> {
        // Not kept: there are many filters, and each has a text of its own.
        self.read.rows(query.build().persistent(false)).await
    }

    async fn apply_step(&self, action: JobAction, step: &JobFilter, states: &[JobState]) -> Result<u64, InboxError> {
        let mut transaction = self.write.begin().await?;
        let mut query = change(self, action, step, states, &self.now());
        let changed = query.build().persistent(false).fetch_all(transaction.connection()).await.map_err(failed)?;
        if action == JobAction::Bury {
            let buried = json(changed.iter().map(|row| row.number("id")));
            sqlx::query(PROMOTE).bind(buried).execute(transaction.connection()).await.map_err(failed)?;
        }
        transaction.commit().await?;
        Ok(u64::try_from(changed.len()).unwrap_or(u64::MAX))
    }

    async fn prune(&self, retention: Retention) -> Result<u64, InboxError> {
        let now = self.clock.given_or_system();
        let finished = before(now, retention.done);
        let dead = retention.dead.map_or(i64::MIN, |dead| before(now, dead.max(retention.done)));
        let mut deleted = 0;
        let mut last = i64::MIN;
        loop {
            let window = self.read.rows(sqlx::query(PRUNE_WINDOW).bind(last).bind(i64::from(PRUNE_STEP))).await?;
            let Some(last_row) = window.last() else { break };
            last = last_row.number("id");
            // The numbers of deliveries grow with their times of arrival. So if all deliveries of a window are
            // too young, those after it are too young as well. That does not follow from a delivery that is
            // dated in the future: a clock was wrong.
            let may_be_old = |received_us: i64| received_us < finished || received_us > now;
            if !window.iter().any(|row| may_be_old(row.number("received_us"))) {
                break;
            }
            let ids: Vec<_> = window.iter().map(|row| row.number("id")).collect();
            deleted += self.delete_old(&ids, finished, dead).await?;
        }
        Ok(deleted)
    }

    async fn delete(&self, deliveries: Vec<i64>) -> Result<u64, InboxError> {
        self.delete_old(&deliveries, i64::MAX, i64::MAX).await
    }
}

impl SqliteEngine {
    /// Deletes those of some deliveries that can be deleted. `finished` and `dead` are `?2` and `?3` of
    /// [`OLD_DELIVERIES`].
    async fn delete_old(&self, deliveries: &[i64], finished: i64, dead: i64) -> Result<u64, InboxError> {
        let mut deleted = 0;
        for step in deliveries.chunks(usize::from(PRUNE_STEP)) {
            let mut transaction = self.write.begin().await?;
            let query = sqlx::query(OLD_DELIVERIES).bind(json(step.iter().copied())).bind(finished).bind(dead);
            let old = query.fetch_all(transaction.connection()).await.map_err(failed)?;
            if !old.is_empty() {
                let ids = json(old.iter().map(|row| row.number("id")));
                for statement in [DELETE_JOBS, DELETE_DELIVERIES] {
                    sqlx::query(statement).bind(ids.clone()).execute(transaction.connection()).await.map_err(failed)?;
                }
            }
            transaction.commit().await?;
            deleted += u64::try_from(old.len()).unwrap_or(u64::MAX);
        }
        Ok(deleted)
    }
}

//! What callers read and change, apart from batches.

use std::time::Duration;

use sqlx::sqlite::SqliteRow;

use super::engine::SqliteEngine;
use super::error::failed;
use super::filter::matching;
use super::lease_update::PROMOTE;
use super::row::{LenientRow, json};
use super::transaction::SqliteTransaction;
use super::write_transaction::WriteConnection;
use crate::clock::Clock;
use crate::inbox::admin::{JobAction, JobFilter, JobRecord, JobState, Retention, Statistics, StoredDelivery};
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{Engine, before, state, timestamp};
use crate::inbox::error::InboxError;
use crate::inbox::job_id::JobId;

const RECORD: &str = "SELECT work.id, work.name, work.state, work.held, work.attempts, work.replays, work.key, \
    work.since_us, work.joined, work.due_us, delivery.received_us, work.finished_us, work.error, work.lost, \
    work.crashes";

/// All ids as one value, because there may be very many.
const IDS: &str = "SELECT json_group_array(id) FROM (SELECT work.id AS id";

const DELIVERY: &str = "SELECT id, received_us, head, body FROM delivery WHERE id = ?1";

/// The columns of [`RECORD`], for the jobs of one delivery, which arrived at `?3`.
const JOBS: &str = "
    SELECT work.id, work.name, work.state, work.held, work.attempts, work.replays, work.key,
        work.since_us, work.joined, work.due_us, ?3, work.finished_us, work.error, work.lost, work.crashes
    FROM work WHERE id BETWEEN ?1 AND ?2 ORDER BY id";

/// Every count reads an index alone, however many jobs wait. `?1` is now.
pub(super) const STATISTICS: &str = "
    WITH arrived AS (SELECT count(*) AS count, min(id) AS first FROM work WHERE state = 0),
    ready AS (
        SELECT count(*) AS count, min(id) AS first, count(*) FILTER (WHERE held = 1 AND due_us > ?1) AS running
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
    SELECT arrived.count + ready.count - ready.running + blocked.count, ready.running, dead.count,
        (SELECT received_us FROM delivery, oldest WHERE delivery.id = oldest.delivery)
    FROM arrived, ready, blocked, dead";

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

/// How many deliveries one transaction looks at, so that deliveries wait only shortly to be accepted.
const PRUNE_STEP: i64 = 1000;

pub(super) const PRUNE_WINDOW: &str = "SELECT id, received_us FROM delivery WHERE id > ?1 ORDER BY id LIMIT ?2";

/// The deliveries from `?1` to `?2` that can be deleted: they arrived before `?3`, or before `?4` if one of
/// their jobs is dead; and all their jobs are finished, as are the jobs that these joined.
pub(super) const OLD_DELIVERIES: &str = "
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

pub(super) const DELETE_JOBS: &str = "
    DELETE FROM work WHERE id IN (
        SELECT unit.id FROM json_each(?1)
        CROSS JOIN work AS unit ON unit.id BETWEEN value << 20 AND (value << 20) + 1048575
    )";

pub(super) const DELETE_DELIVERIES: &str = "DELETE FROM delivery WHERE id IN (SELECT value FROM json_each(?1))";

/// After the inbox is closed, each connection fails by itself.
impl Engine for SqliteEngine {
    type Database = sqlx::Sqlite;
    type Transaction = SqliteTransaction;

    fn clock(&self) -> Option<Clock> {
        self.clock.shared()
    }

    /// The lock of the file has no queue: another process that waits for it only looks now and then
    /// whether it is free.
    const LONGEST_REST: Duration = Duration::from_millis(200);

    async fn list(&self, filter: &JobFilter) -> Result<Vec<JobRecord>, InboxError> {
        let now = self.clock.given_or_system();
        let rows = self.read.rows(matching(RECORD, filter, filter.states_or_all(), "", now)?).await?;
        Ok(rows.iter().map(|row| record(row, now)).collect())
    }

    /// On the connection that reads: writers do not wait for it, however long it takes.
    async fn ids(&self, filter: &JobFilter, states: &[JobState]) -> Result<Vec<JobId>, InboxError> {
        let now = self.clock.given_or_system();
        let rows = self.read.rows(matching(IDS, filter, states, ")", now)?).await?;
        let text = rows.first().map(|row| row.exact_text(0)).unwrap_or_default();
        let ids: Vec<i64> = serde_json::from_str(&text).map_err(|error| failed(sqlx::Error::Decode(error.into())))?;
        Ok(ids.into_iter().map(JobId::from_i64).collect())
    }

    async fn show(&self, delivery: i64) -> Result<Option<StoredDelivery>, InboxError> {
        let now = self.clock.given_or_system();
        let Some((first, last)) = JobId::range_of(delivery) else { return Ok(None) };
        let Some(row) = self.read.rows(sqlx::query(DELIVERY).bind(delivery)).await?.pop() else { return Ok(None) };
        let received = row.number(1);
        let jobs = sqlx::query(JOBS).bind(first.as_i64()).bind(last.as_i64()).bind(received);
        let jobs = self.read.rows(jobs).await?;
        if jobs.is_empty() {
            // It was deleted between the two queries.
            return Ok(None);
        }
        Ok(Some(StoredDelivery {
            delivery,
            received_at: timestamp(received),
            head: row.exact_text(2),
            body: row.body(3),
            jobs: jobs.iter().map(|row| record(row, now)).collect(),
        }))
    }

    async fn statistics(&self) -> Result<Statistics, InboxError> {
        let now = self.clock.given_or_system();
        let rows = self.read.rows(sqlx::query(STATISTICS).bind(now)).await?;
        let count = |column| rows.first().and_then(|row| u64::try_from(row.number(column)).ok()).unwrap_or(0);
        Ok(Statistics {
            waiting: count(0),
            running: count(1),
            dead: count(2),
            oldest: rows.first().and_then(|row| row.maybe_number(3)).map(timestamp),
        })
    }

    async fn apply_step(&self, action: JobAction, step: &JobFilter, states: &[JobState]) -> Result<u64, InboxError> {
        let statement = match action {
            JobAction::Retry => RETRY,
            JobAction::Replay => REPLAY,
            JobAction::Bury => BURY,
        };
        let mut transaction = self.write.begin().await?;
        let query = matching(statement, step, states, ") RETURNING id", self.clock.given_or_system())?;
        let changed = query.fetch_all(transaction.connection()).await.map_err(failed)?;
        if action == JobAction::Bury {
            let buried = json(changed.iter().map(|row| row.number(0)));
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
            let window = self.read.rows(sqlx::query(PRUNE_WINDOW).bind(last).bind(PRUNE_STEP)).await?;
            let (Some(first_row), Some(last_row)) = (window.first(), window.last()) else { break };
            let first = first_row.number(0);
            last = last_row.number(0);
            // The numbers of deliveries grow with their times of arrival. So if all deliveries of a window are
            // too young, those after it are too young as well. That does not follow from a delivery that is
            // dated in the future: a clock was wrong.
            if !window.iter().any(|row| row.number(1) < finished || row.number(1) > now) {
                break;
            }
            deleted += delete(&self.write, (first, last), finished, dead).await?;
        }
        Ok(deleted)
    }

    async fn begin(&self) -> Result<SqliteTransaction, InboxError> {
        self.transactions.begin().await
    }

    async fn commit(&self, transaction: SqliteTransaction, update: FencedUpdate) -> Result<bool, InboxError> {
        self.transactions.commit(transaction, &self.clock, update).await
    }

    async fn roll_back(&self, transaction: SqliteTransaction) -> Result<(), InboxError> {
        self.transactions.roll_back(transaction).await
    }
}

/// Reads the columns of [`RECORD`].
fn record(row: &SqliteRow, now: i64) -> JobRecord {
    let due = row.number(9);
    JobRecord {
        job: JobId::from_i64(row.number(0)),
        name: row.maybe_text(1).unwrap_or_default(),
        state: state::shown(row.number(2), row.number(3) != 0 && due > now),
        attempts: row.count(4),
        lost: row.count(13),
        crashes: row.count(14),
        replays: row.count(5),
        key: row.maybe_text(6),
        since: row.maybe_number(7).map(timestamp),
        joined: row.maybe_number(8).map(JobId::from_i64),
        due_at: timestamp(due),
        received_at: timestamp(row.number(10)),
        finished_at: row.maybe_number(11).map(timestamp),
        error: row.maybe_text(12),
    }
}

async fn delete(
    write: &WriteConnection,
    (first, last): (i64, i64),
    finished: i64,
    dead: i64,
) -> Result<u64, InboxError> {
    let mut transaction = write.begin().await?;
    let query = sqlx::query(OLD_DELIVERIES).bind(first).bind(last).bind(finished).bind(dead);
    let rows = query.fetch_all(transaction.connection()).await.map_err(failed)?;
    if !rows.is_empty() {
        let ids = json(rows.iter().map(|row| row.number(0)));
        for statement in [DELETE_JOBS, DELETE_DELIVERIES] {
            sqlx::query(statement).bind(ids.clone()).execute(transaction.connection()).await.map_err(failed)?;
        }
    }
    transaction.commit().await?;
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

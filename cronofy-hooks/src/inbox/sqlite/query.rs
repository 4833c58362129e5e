//! Looking at the inbox, on a connection of its own: nobody who writes waits for it.

use std::sync::Arc;

use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::Mutex;

use super::super::admin::{JobFilter, JobRecord, JobState, Statistics, StoredDelivery};
use super::super::error::InboxError;
use super::super::job_id::JobId;
use super::super::micros::timestamp;
use super::connection::{Connect, or_close};
use super::error::failed;
use super::files::Files;
use super::filter::{jobs_of, selected};
use super::rows::Lenient;
use super::state;

const ENTRY: &str = "SELECT work.id, work.name, work.state, work.held, work.attempts, work.replays, work.key, \
    work.since_us, work.joined, work.due_us, delivery.received_us, work.finished_us, work.error, work.lost, \
    work.crashes";

const DELIVERY: &str = "SELECT id, received_us, head, body FROM delivery WHERE id = ?1";

const JOBS: &str = "
    SELECT work.id, work.name, work.state, work.held, work.attempts, work.replays, work.key,
        work.since_us, work.joined, work.due_us, ?3, work.finished_us, work.error, work.lost, work.crashes
    FROM work WHERE id BETWEEN ?1 AND ?2 ORDER BY id";

/// Every count is of an index alone, however much waits. ?1 is now.
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

/// The connection that reads, when there is one.
#[derive(Debug)]
pub(super) struct ReadConnection {
    connect: Connect,
    files: Arc<Files>,
    slot: Mutex<Slot>,
}

#[derive(Debug)]
enum Slot {
    Ready(SqliteConnection),
    Missing,
    Closed,
}

impl ReadConnection {
    pub(super) fn new(connect: Connect, files: Arc<Files>) -> Self {
        Self { connect, files, slot: Mutex::new(Slot::Missing) }
    }

    pub(super) async fn list(&self, filter: &JobFilter, now: i64) -> Result<Vec<JobRecord>, InboxError> {
        let states = if filter.states.is_empty() { &JobState::ALL[..] } else { &filter.states };
        let query = selected(ENTRY, filter, states, "", now).map_err(|error| failed(sqlx::Error::Encode(error)))?;
        let rows = self.rows(sqlx::query_with(query.sql, query.arguments).persistent(false)).await?;
        Ok(rows.iter().map(|row| entry(row, now)).collect())
    }

    /// The jobs of a filter in some states, in any order: in one value, because there may be very
    /// many.
    pub(super) async fn ids(
        &self,
        filter: &JobFilter,
        states: &[JobState],
        now: i64,
    ) -> Result<Vec<JobId>, InboxError> {
        const IDS: &str = "SELECT json_group_array(id) FROM (SELECT work.id AS id";
        let query = selected(IDS, filter, states, ")", now).map_err(|error| failed(sqlx::Error::Encode(error)))?;
        let rows = self.rows(sqlx::query_with(query.sql, query.arguments).persistent(false)).await?;
        let text = rows.first().map(|row| row.exact_text(0)).unwrap_or_default();
        let ids: Vec<i64> = serde_json::from_str(&text).map_err(|error| failed(sqlx::Error::Decode(error.into())))?;
        Ok(ids.into_iter().map(JobId::from_i64).collect())
    }

    pub(super) async fn show(&self, delivery: i64, now: i64) -> Result<Option<StoredDelivery>, InboxError> {
        let Some((first, last)) = jobs_of(delivery) else { return Ok(None) };
        let Some(row) = self.rows(sqlx::query(DELIVERY).bind(delivery)).await?.pop() else { return Ok(None) };
        let received = row.number(1);
        let jobs = self.rows(sqlx::query(JOBS).bind(first).bind(last).bind(received)).await?;
        if jobs.is_empty() {
            // It has just been forgotten.
            return Ok(None);
        }
        Ok(Some(StoredDelivery {
            delivery,
            received_at: timestamp(received),
            head: row.exact_text(2),
            body: row.body(3),
            jobs: jobs.iter().map(|row| entry(row, now)).collect(),
        }))
    }

    pub(super) async fn statistics(&self, now: i64) -> Result<Statistics, InboxError> {
        let rows = self.rows(sqlx::query(STATISTICS).bind(now)).await?;
        let count = |column| rows.first().and_then(|row| u64::try_from(row.number(column)).ok()).unwrap_or(0);
        Ok(Statistics {
            waiting: count(0),
            running: count(1),
            dead: count(2),
            oldest: rows.first().and_then(|row| row.maybe_number(3)).map(timestamp),
        })
    }

    /// Makes the connection now, not with the first statement.
    pub(super) async fn connect(&self) -> Result<(), InboxError> {
        self.rows(sqlx::query("SELECT 1")).await.map(drop)
    }

    /// One statement, never a transaction: nothing is left open when somebody stops waiting for it.
    pub(super) async fn rows<'q>(
        &self,
        query: sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>,
    ) -> Result<Vec<SqliteRow>, InboxError> {
        let mut slot = self.slot.lock().await;
        if matches!(*slot, Slot::Closed) {
            return Err(InboxError::closed());
        }
        self.files.check()?;
        if matches!(*slot, Slot::Missing) {
            let connection = self.connect.reading().await?;
            let (connection, ()) = or_close(connection, self.files.check_descriptors()).await?;
            *slot = Slot::Ready(connection);
        }
        let Slot::Ready(connection) = &mut *slot else { return Err(InboxError::closed()) };
        let rows = query.fetch_all(connection).await;
        if rows.is_err() {
            *slot = Slot::Missing;
        }
        rows.map_err(failed)
    }

    pub(super) async fn close(&self) -> Result<(), InboxError> {
        match std::mem::replace(&mut *self.slot.lock().await, Slot::Closed) {
            Slot::Ready(connection) => connection.close().await.map_err(failed),
            Slot::Missing | Slot::Closed => Ok(()),
        }
    }
}

fn entry(row: &SqliteRow, now: i64) -> JobRecord {
    let count = |column| u32::try_from(row.number(column).max(0)).unwrap_or(u32::MAX);
    JobRecord {
        job: JobId::from_i64(row.number(0)),
        name: row.maybe_text(1).unwrap_or_default(),
        state: state::shown(row.number(2), row.number(3) != 0, row.number(9), now),
        attempts: count(4),
        lost: count(13),
        crashes: count(14),
        replays: count(5),
        key: row.maybe_text(6),
        since: row.maybe_number(7).map(timestamp),
        joined: row.maybe_number(8).map(JobId::from_i64),
        due_at: timestamp(row.number(9)),
        received_at: timestamp(row.number(10)),
        finished_at: row.maybe_number(11).map(timestamp),
        error: row.maybe_text(12),
    }
}

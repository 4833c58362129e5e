//! What is stored, for callers that look at the inbox.

use sqlx::sqlite::SqliteRow;

use super::error::failed;
use super::filter::matching;
use super::read_connection::ReadConnection;
use super::row::LenientRow;
use crate::inbox::admin::{JobFilter, JobRecord, JobState, Statistics, StoredDelivery};
use crate::inbox::engine::shared::{state, timestamp};
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

pub(super) async fn list(
    connection: &ReadConnection,
    filter: &JobFilter,
    now: i64,
) -> Result<Vec<JobRecord>, InboxError> {
    let rows = connection.rows(matching(RECORD, filter, filter.states_or_all(), "", now)?).await?;
    Ok(rows.iter().map(|row| record(row, now)).collect())
}

pub(super) async fn ids(
    connection: &ReadConnection,
    filter: &JobFilter,
    states: &[JobState],
    now: i64,
) -> Result<Vec<JobId>, InboxError> {
    let rows = connection.rows(matching(IDS, filter, states, ")", now)?).await?;
    let text = rows.first().map(|row| row.exact_text(0)).unwrap_or_default();
    let ids: Vec<i64> = serde_json::from_str(&text).map_err(|error| failed(sqlx::Error::Decode(error.into())))?;
    Ok(ids.into_iter().map(JobId::from_i64).collect())
}

pub(super) async fn show(
    connection: &ReadConnection,
    delivery: i64,
    now: i64,
) -> Result<Option<StoredDelivery>, InboxError> {
    let Some((first, last)) = JobId::range_of(delivery) else { return Ok(None) };
    let Some(row) = connection.rows(sqlx::query(DELIVERY).bind(delivery)).await?.pop() else { return Ok(None) };
    let received = row.number(1);
    let jobs = sqlx::query(JOBS).bind(first.as_i64()).bind(last.as_i64()).bind(received);
    let jobs = connection.rows(jobs).await?;
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

pub(super) async fn statistics(connection: &ReadConnection, now: i64) -> Result<Statistics, InboxError> {
    let rows = connection.rows(sqlx::query(STATISTICS).bind(now)).await?;
    let count = |column| rows.first().and_then(|row| u64::try_from(row.number(column)).ok()).unwrap_or(0);
    Ok(Statistics {
        waiting: count(0),
        running: count(1),
        dead: count(2),
        oldest: rows.first().and_then(|row| row.maybe_number(3)).map(timestamp),
    })
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

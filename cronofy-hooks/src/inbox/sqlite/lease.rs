//! Leasing: what is due, to whoever asked first.

use std::time::Duration;

use sqlx::{Row, SqliteConnection};

use super::super::lease::{Demand, Leased};
use super::super::unit::{Fence, UnitId};
use super::admit::admit;
use super::rows::{Lenient, numbers, saturated};
use super::time::{after, timestamp, until};

/// At most so many steps of admission in one transaction: whoever waits to be accepted meanwhile
/// waits for all of them.
const STEPS: usize = 8;

pub(super) const DUE: &str = "
    SELECT work.id, work.fence, work.attempts, work.since_us, delivery.received_us, delivery.head, delivery.body
    FROM work LEFT JOIN delivery ON delivery.id = work.id >> 20
    WHERE work.state = 1 AND work.due_us <= ?1
    ORDER BY work.due_us, work.id LIMIT ?2";

pub(super) const HOLD: &str = "
    UPDATE work SET held = 1, due_us = ?2,
        fence = min(fence, 9223372036854775806) + 1, attempts = min(attempts, 9223372036854775806) + 1
    WHERE id IN (SELECT value FROM json_each(?1))";

pub(super) const NEXT: &str = "SELECT min(due_us) FROM work WHERE state = 1";

/// Leases what is due, and says when to look again where that is less than was asked for.
pub(super) async fn lease(
    connection: &mut SqliteConnection,
    now: i64,
    demand: Demand,
) -> Result<(Vec<Leased>, Option<Duration>), sqlx::Error> {
    let until_us = after(now, demand.hold);
    let mut leased = Vec::new();
    let mut more = true;
    for _ in 0..STEPS {
        more = more && admit(connection).await?;
        let missing = saturated(demand.max.max(1)).saturating_sub(saturated(leased.len()));
        let due = sqlx::query(DUE).bind(now).bind(missing).fetch_all(&mut *connection).await?;
        if !due.is_empty() {
            let ids = numbers(due.iter().map(|row| row.number(0)));
            sqlx::query(HOLD).bind(ids).bind(until_us).execute(&mut *connection).await?;
        }
        let met = saturated(due.len()) >= missing;
        leased.extend(due.iter().map(|row| Leased {
            unit: UnitId::from_i64(row.number(0)),
            fence: Fence(row.number(1).saturating_add(1)),
            attempt: u32::try_from(row.number(2).saturating_add(1)).unwrap_or(u32::MAX),
            since: row.maybe_number(3).map(timestamp),
            received_at: timestamp(row.number(4)),
            head: row.exact_text(5),
            body: row.body(6),
        }));
        if met {
            return Ok((leased, None));
        }
        if !more {
            let next: Option<i64> = sqlx::query(NEXT).fetch_one(connection).await?.try_get(0)?;
            return Ok((leased, next.map(|due| until(now, due))));
        }
    }
    Ok((leased, Some(Duration::ZERO)))
}

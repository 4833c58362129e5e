//! Leasing units.

use std::time::Duration;

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::super::lease::{Demand, Leased};
use super::super::unit::{Fence, UnitId};
use super::row::{or_default, or_epoch};
use super::schema::Statements;
use super::time::{span, timestamp, until};

/// What was leased for a demand.
pub(super) struct Lease {
    pub(super) leased: Vec<Leased>,
    /// How long until there may be more.
    pub(super) next_due: Option<Duration>,
}

/// Admits what arrived, until there is enough of it for a demand, and leases.
pub(super) async fn lease(
    connection: &mut PgConnection,
    statements: &Statements,
    now: i64,
    demand: Demand,
) -> sqlx::Result<Lease> {
    let most = i64::try_from(demand.max).unwrap_or(i64::MAX);
    // Of a backlog, only so much that nobody has to wait for it.
    let step = most.saturating_mul(4).clamp(128, 1000);
    let mut ready = 0;
    let all_admitted = loop {
        let admit = sqlx::query(statements.admit.clone()).bind(now).bind(step);
        let row = admit.fetch_one(&mut *connection).await?;
        ready += row.try_get::<i64, _>(1)?;
        if row.try_get::<i64, _>(0)? < step {
            break true;
        }
        if ready >= most {
            break false;
        }
    };

    let lease = sqlx::query(statements.lease.clone()).bind(now).bind(most).bind(span(demand.hold));
    let rows = lease.fetch_all(connection).await?;
    let next = rows.first().and_then(|row| row.try_get::<Option<i64>, _>("next_us").ok().flatten());
    let next_due = if all_admitted { next.map(|next| until(now, next)) } else { Some(Duration::ZERO) };
    Ok(Lease { leased: rows.iter().filter_map(leased).collect(), next_due })
}

/// What cannot be read is left empty: whoever takes the unit buries it then.
fn leased(row: &PgRow) -> Option<Leased> {
    let id: i64 = row.try_get::<Option<_>, _>("id").ok().flatten()?;
    let body: Vec<u8> = or_default(row, "body");
    Some(Leased {
        unit: UnitId::from_i64(id),
        fence: Fence(or_default(row, "fence")),
        attempt: u32::try_from(or_default::<i32>(row, "attempts")).unwrap_or(0),
        since: or_default::<Option<i64>>(row, "since_us").map(timestamp),
        head: or_default(row, "head"),
        body: body.into(),
        received_at: or_epoch(row, "received_us"),
    })
}

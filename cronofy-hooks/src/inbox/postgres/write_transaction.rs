//! One round trip to the database: everything that is asked, answered together.

use std::collections::HashSet;
use std::time::Duration;

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::super::job_id::{Fence, JobId};
use super::super::lease::{LeaseRequest, LeasedJob};
use super::super::micros::{span, timestamp, until};
use super::super::new_delivery::Accepted;
use super::super::writer::{Batch, Committed, Work};
use super::accept::{Deliveries, groups};
use super::lease_update;
use super::row::{or_default, or_epoch};
use super::schema::Statements;
use super::shared::execute;

/// What of a batch is asked for.
#[derive(Clone, Copy)]
pub(super) struct WriteParts {
    pub(super) accepts: bool,
    /// Settlements and the request: they need the queue lock.
    pub(super) others: bool,
}

/// Carries out a batch, or a part of it, in one transaction. `now` is `None` where the database
/// knows the time.
pub(super) async fn write(
    connection: &mut PgConnection,
    statements: &Statements,
    now: Option<i64>,
    batch: &Batch,
    parts: WriteParts,
) -> sqlx::Result<Committed> {
    let groups = if parts.accepts { groups(&batch.accepts) } else { Vec::new() };
    let rounds = if parts.others { lease_update::rounds(&batch.updates) } else { Vec::new() };
    let request = batch.request.filter(|_| parts.others);
    let accepted = vec![Accepted::Repeated; batch.accepts.len()];
    let mut turn = WriteResult { accepted, held: vec![false; batch.updates.len()], work: Work::default() };

    // As a rule it is one statement, which is a transaction by itself.
    let statements_needed = groups.len().max(rounds.len()).max(1);
    if statements_needed > 1 {
        execute(connection, "BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    }
    for place in 0..statements_needed {
        let deliveries = Deliveries::new(&batch.accepts, groups.get(place).map_or(&[], Vec::as_slice));
        let round = rounds.get(place).map_or(&[][..], Vec::as_slice);
        let request = request.filter(|_| place + 1 == statements_needed);
        let query = lease_update::bind(sqlx::query(statements.turn.clone()), now, &batch.updates, round);
        let query = deliveries
            .bind(query)
            .bind(request.map(|request| i64::try_from(request.max).unwrap_or(i64::MAX / 8)))
            .bind(request.map(|request| span(request.lease_duration)))
            .bind(request.is_some() || !rounds.is_empty());
        let rows = query.fetch_all(&mut *connection).await?;
        turn.read(&rows, &deliveries, request)?;
    }
    if statements_needed > 1 {
        execute(connection, "COMMIT").await?;
    }
    Ok(Committed { accepted: turn.accepted, held: Ok(turn.held), work: Ok(turn.work) })
}

/// What its statements have done so far.
struct WriteResult {
    accepted: Vec<Accepted>,
    held: Vec<bool>,
    work: Work,
}

impl WriteResult {
    fn read(&mut self, rows: &[PgRow], deliveries: &Deliveries<'_>, request: Option<LeaseRequest>) -> sqlx::Result<()> {
        let Some((rest, jobs)) = rows.split_last() else { return Err(sqlx::Error::RowNotFound) };
        let stored: HashSet<i64> = numbers(rest, "stored_numbers")?.into_iter().collect();
        for (number, &place) in numbers(rest, "given_numbers")?.iter().zip(&deliveries.in_order) {
            if stored.contains(number) {
                self.accepted[place] = Accepted::New;
            }
        }
        for place in rest.try_get::<Option<Vec<i32>>, _>("settled_places")?.unwrap_or_default() {
            if let Some(held) = usize::try_from(place).ok().and_then(|place| self.held.get_mut(place)) {
                *held = true;
            }
        }
        if request.is_some() {
            self.work = Work { leased: jobs.iter().filter_map(leased).collect(), next_due: next_due(rest)? };
        }
        Ok(())
    }
}

fn numbers(row: &PgRow, column: &str) -> sqlx::Result<Vec<i64>> {
    Ok(row.try_get::<Option<_>, _>(column)?.unwrap_or_default())
}

/// How long until there may be more.
fn next_due(row: &PgRow) -> sqlx::Result<Option<Duration>> {
    if row.try_get::<Option<bool>, _>("are_any_left")? == Some(true) {
        return Ok(Some(Duration::ZERO));
    }
    let wait: Option<i64> = row.try_get("next_due_in_us")?;
    Ok(wait.map(|wait| until(0, wait)))
}

/// What cannot be read is left empty: whoever takes the job buries it then.
fn leased(row: &PgRow) -> Option<LeasedJob> {
    let id: i64 = row.try_get("leased_id").ok()?;
    let count = |column| u32::try_from(or_default::<i32>(row, column)).unwrap_or(0);
    Some(LeasedJob {
        job: JobId::from_i64(id),
        fence: Fence(or_default(row, "leased_fence")),
        attempt: count("leased_attempts"),
        lost: count("leased_lost"),
        crashes: count("leased_crashes"),
        since: or_default::<Option<i64>>(row, "leased_since_us").map(timestamp),
        head: or_default(row, "leased_head"),
        body: or_default::<Vec<u8>>(row, "leased_body").into(),
        received_at: or_epoch(row, "leased_received_us"),
    })
}

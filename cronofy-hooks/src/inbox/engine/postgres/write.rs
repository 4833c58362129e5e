//! Writing: a whole batch in one round trip to the database.

use std::collections::HashSet;
use std::time::Duration;

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::accept::{columns, groups};
use super::raw_sql::execute;
use super::row::{or_default, or_epoch};
use super::statements::Statements;
use super::write_call::{UpdateColumns, WriteCall};
use crate::inbox::batcher::{Batch, BatchResult, LeaseResult};
use crate::inbox::engine::shared::{rounds, timestamp, until};
use crate::inbox::job_id::{Fence, JobId};
use crate::inbox::lease::LeasedJob;
use crate::inbox::new_delivery::Accepted;

/// Which parts of a batch to carry out.
#[derive(Clone, Copy)]
pub(super) struct BatchParts {
    pub(super) deliveries: bool,
    /// Lease updates and the lease request: they need the queue lock.
    pub(super) leases: bool,
}

/// What the statements of a batch have done so far.
struct Written {
    accepted: Vec<Accepted>,
    held: Vec<bool>,
    leased: LeaseResult,
}

/// Carries out some parts of a batch in one transaction. `now_us` is `None` for the time of the database.
pub(super) async fn write(
    connection: &mut PgConnection,
    statements: &Statements,
    now_us: Option<i64>,
    batch: &Batch,
    parts: BatchParts,
) -> sqlx::Result<BatchResult> {
    let groups = if parts.deliveries { groups(&batch.deliveries) } else { Vec::new() };
    let rounds = if parts.leases { rounds(&batch.updates) } else { Vec::new() };
    let request = batch.request.filter(|_| parts.leases);
    let accepted = vec![Accepted::Repeated; batch.deliveries.len()];
    let mut written = Written { accepted, held: vec![false; batch.updates.len()], leased: LeaseResult::default() };

    // Usually it is one statement, which is a transaction by itself.
    let statements_needed = groups.len().max(rounds.len()).max(1);
    if statements_needed > 1 {
        execute(connection, "BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    }
    for place in 0..statements_needed {
        let (deliveries, jobs, in_order) = columns(&batch.deliveries, groups.get(place).map_or(&[], Vec::as_slice));
        let round = rounds.get(place).map_or(&[][..], Vec::as_slice);
        let call = WriteCall {
            now_us,
            updates: UpdateColumns::new(&batch.updates, round),
            deliveries,
            jobs,
            request: request.filter(|_| place + 1 == statements_needed),
            takes_turnstile: request.is_some_and(|_| place + 1 == statements_needed) || !rounds.is_empty(),
        };
        let is_lease = call.request.is_some();
        let rows = call.bind(sqlx::query(statements.write.clone())).fetch_all(&mut *connection).await?;
        written.read(&rows, &in_order, is_lease)?;
    }
    if statements_needed > 1 {
        execute(connection, "COMMIT").await?;
    }
    let Written { accepted, held, leased } = written;
    Ok(BatchResult { accepted, held: Ok(held), leased: Ok(leased) })
}

impl Written {
    /// Reads the rows of one statement: one for each leased job, and a last one with everything else.
    fn read(&mut self, rows: &[PgRow], in_order: &[usize], is_lease: bool) -> sqlx::Result<()> {
        let Some((rest, jobs)) = rows.split_last() else { return Err(sqlx::Error::RowNotFound) };
        let stored: HashSet<i64> = numbers(rest, "stored_numbers")?.into_iter().collect();
        for (number, &place) in numbers(rest, "given_numbers")?.iter().zip(in_order) {
            if stored.contains(number) {
                self.accepted[place] = Accepted::New;
            }
        }
        for place in rest.try_get::<Option<Vec<i32>>, _>("settled_places")?.unwrap_or_default() {
            if let Some(held) = usize::try_from(place).ok().and_then(|place| self.held.get_mut(place)) {
                *held = true;
            }
        }
        if is_lease {
            self.leased = LeaseResult { jobs: jobs.iter().filter_map(leased).collect(), next_due: next_due(rest)? };
        }
        Ok(())
    }
}

fn numbers(row: &PgRow, column: &str) -> sqlx::Result<Vec<i64>> {
    Ok(row.try_get::<Option<_>, _>(column)?.unwrap_or_default())
}

/// How long until there may be more jobs.
fn next_due(row: &PgRow) -> sqlx::Result<Option<Duration>> {
    if row.try_get::<Option<bool>, _>("are_any_left")? == Some(true) {
        return Ok(Some(Duration::ZERO));
    }
    let wait: Option<i64> = row.try_get("next_due_in_us")?;
    Ok(wait.map(|wait| until(0, wait)))
}

/// A column that cannot be read is left empty: the worker then makes the job a dead letter.
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

//! Writing: a whole batch in one round trip to the database.

use std::collections::HashSet;
use std::time::Duration;

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::accept::{columns, groups};
use super::schema::Statements;
use super::sql::execute;
use super::write_call::{UpdateColumns, WriteCall};
use crate::inbox::batcher::{Batch, BatchResult, FencedUpdate, LeaseResult};
use crate::inbox::engine::shared::{self, rounds, until};
use crate::inbox::lease::LeaseRequest;
use crate::inbox::new_delivery::{Accepted, NewDelivery};

/// A batch, or some parts of one. Lease updates and a lease request need the queue lock.
#[derive(Clone, Copy, Default)]
pub(super) struct BatchParts<'b> {
    pub(super) deliveries: &'b [NewDelivery],
    pub(super) updates: &'b [FencedUpdate],
    pub(super) request: Option<LeaseRequest>,
}

impl<'b> From<&'b Batch> for BatchParts<'b> {
    fn from(Batch { deliveries, updates, request }: &'b Batch) -> Self {
        Self { deliveries, updates, request: *request }
    }
}

/// Carries out some parts of a batch in one transaction. `now_us` is `None` for the time of the database.
pub(super) async fn write(
    connection: &mut PgConnection,
    statements: &Statements,
    now_us: Option<i64>,
    BatchParts { deliveries, updates, request }: BatchParts<'_>,
) -> sqlx::Result<BatchResult> {
    let (groups, rounds) = (groups(deliveries), rounds(updates));
    let (mut accepted, mut held) = (vec![Accepted::Repeated; deliveries.len()], vec![false; updates.len()]);
    let mut leased = LeaseResult::default();

    // Usually it is one statement, which is a transaction by itself.
    let statements_needed = groups.len().max(rounds.len()).max(1);
    if statements_needed > 1 {
        execute(connection, "BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    }
    for place in 0..statements_needed {
        let group = groups.get(place).map_or(&[][..], Vec::as_slice);
        let (deliveries, jobs, in_order) = columns(deliveries, group);
        let round = rounds.get(place).map_or(&[][..], Vec::as_slice);
        let request = request.filter(|_| place + 1 == statements_needed);
        let call = WriteCall {
            now_us,
            updates: UpdateColumns::new(updates, round),
            deliveries,
            jobs,
            request,
            takes_turnstile: request.is_some() || !rounds.is_empty(),
        };
        let rows = call.bind(sqlx::query(statements.write.clone())).fetch_all(&mut *connection).await?;
        // One row for each leased job, and a last one with everything else.
        let Some((rest, jobs)) = rows.split_last() else { return Err(sqlx::Error::RowNotFound) };
        let stored: HashSet<i64> = numbers(rest, "stored_numbers")?.into_iter().collect();
        for (number, &place) in numbers(rest, "given_numbers")?.iter().zip(&in_order) {
            if stored.contains(number) {
                accepted[place] = Accepted::New;
            }
        }
        for place in rest.try_get::<Option<Vec<i32>>, _>("settled_places")?.unwrap_or_default() {
            if let Some(held) = usize::try_from(place).ok().and_then(|place| held.get_mut(place)) {
                *held = true;
            }
        }
        if request.is_some() {
            leased = LeaseResult { jobs: jobs.iter().map(shared::leased).collect(), next_due: next_due(rest)? };
        }
    }
    if statements_needed > 1 {
        execute(connection, "COMMIT").await?;
    }
    Ok(BatchResult { accepted, held: Ok(held), leased: Ok(leased) })
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

//! One round trip to the database: everything that is asked, answered together.

use std::collections::HashSet;
use std::time::Duration;

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::super::lease::{Demand, Leased};
use super::super::micros::{span, timestamp, until};
use super::super::new::Accepted;
use super::super::unit::{Fence, UnitId};
use super::super::writer::{Batch, Committed, Work};
use super::accept::{Deliveries, groups};
use super::row::{or_default, or_epoch};
use super::schema::Statements;
use super::settle;
use super::shared::execute;

/// What of a batch is asked for.
#[derive(Clone, Copy)]
pub(super) struct Ask {
    pub(super) accepts: bool,
    /// Settlements and the demand: they need the turnstile.
    pub(super) others: bool,
}

/// Carries out a batch, or a part of it, in one transaction. `now` is `None` where the database
/// knows the time.
pub(super) async fn take_turn(
    connection: &mut PgConnection,
    statements: &Statements,
    now: Option<i64>,
    batch: &Batch,
    ask: Ask,
) -> sqlx::Result<Committed> {
    let groups = if ask.accepts { groups(&batch.accepts) } else { Vec::new() };
    let rounds = if ask.others { settle::rounds(&batch.settles) } else { Vec::new() };
    let demand = batch.demand.filter(|_| ask.others);
    let accepted = vec![Accepted::Repeated; batch.accepts.len()];
    let mut turn = Turn { accepted, held: vec![false; batch.settles.len()], work: Work::default() };

    // As a rule it is one statement, which is a transaction by itself.
    let statements_needed = groups.len().max(rounds.len()).max(1);
    if statements_needed > 1 {
        execute(connection, "BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    }
    for place in 0..statements_needed {
        let deliveries = Deliveries::new(&batch.accepts, groups.get(place).map_or(&[], Vec::as_slice));
        let round = rounds.get(place).map_or(&[][..], Vec::as_slice);
        let demand = demand.filter(|_| place + 1 == statements_needed);
        let query = settle::bind(sqlx::query(statements.turn.clone()), now, &batch.settles, round);
        let query = deliveries
            .bind(query)
            .bind(demand.map(|demand| i64::try_from(demand.max).unwrap_or(i64::MAX / 8)))
            .bind(demand.map(|demand| span(demand.hold)))
            .bind(demand.is_some() || !rounds.is_empty());
        let rows = query.fetch_all(&mut *connection).await?;
        turn.read(&rows, &deliveries, demand)?;
    }
    if statements_needed > 1 {
        execute(connection, "COMMIT").await?;
    }
    Ok(Committed { accepted: turn.accepted, held: Ok(turn.held), work: Ok(turn.work) })
}

/// What its statements have done so far.
struct Turn {
    accepted: Vec<Accepted>,
    held: Vec<bool>,
    work: Work,
}

impl Turn {
    fn read(&mut self, rows: &[PgRow], deliveries: &Deliveries<'_>, demand: Option<Demand>) -> sqlx::Result<()> {
        let Some((rest, units)) = rows.split_last() else { return Err(sqlx::Error::RowNotFound) };
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
        if demand.is_some() {
            self.work = Work { leased: units.iter().filter_map(leased).collect(), next_due: next_due(rest)? };
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

/// What cannot be read is left empty: whoever takes the unit buries it then.
fn leased(row: &PgRow) -> Option<Leased> {
    let id: i64 = row.try_get("leased_id").ok()?;
    let count = |column| u32::try_from(or_default::<i32>(row, column)).unwrap_or(0);
    Some(Leased {
        unit: UnitId::from_i64(id),
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

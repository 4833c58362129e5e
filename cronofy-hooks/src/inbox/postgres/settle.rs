//! Settling units.

use std::borrow::Cow;
use std::collections::HashSet;
use std::time::Duration;

use sqlx::{PgConnection, Row};

use super::super::lease::Settlement;
use super::super::writer::Settle;
use super::schema::Statements;
use super::text::storable;
use super::time::span;

/// Settles units in their order, and says which of them were still leased.
pub(super) async fn settle(
    connection: &mut PgConnection,
    statements: &Statements,
    now: i64,
    settles: &[Settle],
) -> sqlx::Result<Vec<bool>> {
    let mut held = vec![false; settles.len()];
    let mut left: Vec<usize> = (0..settles.len()).collect();
    while !left.is_empty() {
        // A statement changes a unit once. What else is asked of it comes after.
        let mut seen = HashSet::new();
        let (these, others) = left.into_iter().partition(|&place| seen.insert(settles[place].unit));
        left = others;
        settle_each_once(connection, statements, now, settles, these, &mut held).await?;
    }
    Ok(held)
}

async fn settle_each_once(
    connection: &mut PgConnection,
    statements: &Statements,
    now: i64,
    settles: &[Settle],
    places: Vec<usize>,
    held: &mut [bool],
) -> sqlx::Result<()> {
    let these = || places.iter().map(|&place| &settles[place]);
    let outcomes = || these().map(|settle| Outcome::of(&settle.settlement));
    let query = sqlx::query(statements.settle.clone())
        .bind(now)
        .bind(places.iter().map(|&place| i32::try_from(place).unwrap_or(i32::MAX)).collect::<Vec<_>>())
        .bind(these().map(|settle| settle.unit.as_i64()).collect::<Vec<_>>())
        .bind(these().map(|settle| settle.fence.0).collect::<Vec<_>>())
        .bind(outcomes().map(|outcome| outcome.kind).collect::<Vec<_>>())
        .bind(outcomes().map(|outcome| span(outcome.wait)).collect::<Vec<_>>())
        .bind(outcomes().map(|outcome| outcome.error).collect::<Vec<_>>());
    for row in query.fetch_all(connection).await? {
        let place: i32 = row.try_get(0)?;
        if let Some(held) = usize::try_from(place).ok().and_then(|place| held.get_mut(place)) {
            *held = true;
        }
    }
    Ok(())
}

/// A settlement, as the statement takes it.
struct Outcome<'a> {
    kind: i16,
    wait: Duration,
    error: Option<Cow<'a, str>>,
}

impl<'a> Outcome<'a> {
    fn of(settlement: &'a Settlement) -> Self {
        let (kind, wait, error) = match settlement {
            Settlement::Retry { after, error } => (0, *after, Some(error)),
            Settlement::Extend { hold } => (1, *hold, None),
            Settlement::Release => (2, Duration::ZERO, None),
            Settlement::Done => (4, Duration::ZERO, None),
            Settlement::Discarded { reason } => (5, Duration::ZERO, Some(reason)),
            Settlement::Dead { error } => (6, Duration::ZERO, Some(error)),
        };
        Self { kind, wait, error: error.map(|error| storable(error)) }
    }
}

//! Settlements on their way into the tables.

use std::borrow::Cow;
use std::collections::HashSet;
use std::time::Duration;

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{PgConnection, Postgres, Row};

use super::super::lease::LeaseUpdate;
use super::super::micros::span;
use super::super::writer::FencedUpdate;
use super::schema::Statements;
use super::text::storable;

/// Puts updates into rounds, by their places. A statement changes a job once: what else is
/// asked of it comes in a later round.
pub(super) fn rounds(updates: &[FencedUpdate]) -> Vec<Vec<usize>> {
    let mut rounds = Vec::new();
    let mut left: Vec<usize> = (0..updates.len()).collect();
    while !left.is_empty() {
        let mut seen = HashSet::new();
        let (round, later) = left.into_iter().partition(|&place| seen.insert(updates[place].job));
        rounds.push(round);
        left = later;
    }
    rounds
}

/// Binds a time and updates, each of another job, as the statement takes them.
pub(super) fn bind<'q>(
    query: Query<'q, Postgres, PgArguments>,
    now: Option<i64>,
    updates: &[FencedUpdate],
    places: &[usize],
) -> Query<'q, Postgres, PgArguments> {
    let these = || places.iter().map(|&place| &updates[place]);
    let outcomes = || these().map(|settle| Outcome::of(&settle.update));
    query
        .bind(now)
        .bind(places.iter().map(|&place| i32::try_from(place).unwrap_or(i32::MAX)).collect::<Vec<_>>())
        .bind(these().map(|settle| settle.job.as_i64()).collect::<Vec<_>>())
        .bind(these().map(|settle| settle.fence.0).collect::<Vec<_>>())
        .bind(outcomes().map(|outcome| outcome.kind).collect::<Vec<_>>())
        .bind(outcomes().map(|outcome| span(outcome.wait)).collect::<Vec<_>>())
        .bind(outcomes().map(|outcome| outcome.error).collect::<Vec<_>>())
}

/// Settles a job, and says whether it was still leased.
pub(super) async fn update_one(
    connection: &mut PgConnection,
    statements: &Statements,
    now: i64,
    settle: FencedUpdate,
) -> sqlx::Result<bool> {
    let query = bind(sqlx::query(statements.settle.clone()), Some(now), &[settle], &[0]);
    let row = query.fetch_one(connection).await?;
    Ok(row.try_get::<Option<Vec<i32>>, _>(0)?.is_some())
}

/// An update, as the statement takes it.
struct Outcome<'a> {
    kind: i16,
    wait: Duration,
    error: Option<Cow<'a, str>>,
}

impl<'a> Outcome<'a> {
    fn of(update: &'a LeaseUpdate) -> Self {
        let (kind, wait, error) = match update {
            LeaseUpdate::Retry { after, error } => (0, *after, Some(error)),
            LeaseUpdate::Extend { lease_duration } => (1, *lease_duration, None),
            LeaseUpdate::Release => (2, Duration::ZERO, None),
            LeaseUpdate::Isolate { lease_duration } => (3, *lease_duration, None),
            LeaseUpdate::Done => (4, Duration::ZERO, None),
            LeaseUpdate::Discarded { reason } => (5, Duration::ZERO, Some(reason)),
            LeaseUpdate::Dead { error } => (6, Duration::ZERO, Some(error)),
        };
        Self { kind, wait, error: error.map(|error| storable(error)) }
    }
}

//! Changing jobs by hand, and forgetting deliveries.

use sqlx::{QueryBuilder, Row};

use super::super::admin::{CHANGED_AT_ONCE, JobAction, JobFilter, JobState, Retention};
use super::super::engine::Progress;
use super::super::error::InboxError;
use super::super::micros::span;
use super::error::failed;
use super::filter::push_selected;
use super::query::{Builder, ids};
use super::shared::{Shared, execute};
use super::transaction::PostgresTransaction;

/// How many deliveries are looked at in one transaction, so that nobody waits long behind it.
const DELIVERIES: i64 = 1000;

/// Changes jobs, some in each transaction.
pub(super) async fn apply(
    shared: &Shared,
    change: JobAction,
    filter: &JobFilter,
    mut progress: Progress,
) -> Result<u64, InboxError> {
    let states = change.states_of(filter);
    // Takes no lock, so it may take long.
    let chosen = change.in_order(ids(shared, filter, &states).await?);
    let mut changed = 0;
    for step in chosen.chunks(CHANGED_AT_ONCE) {
        let step = JobFilter { jobs: step.to_vec(), limit: None, ..filter.clone() };
        changed += apply_step(shared, change, &step, &states).await?;
        progress(changed);
    }
    Ok(changed)
}

async fn apply_step(
    shared: &Shared,
    change: JobAction,
    step: &JobFilter,
    states: &[JobState],
) -> Result<u64, InboxError> {
    let mut transaction = PostgresTransaction::begin(shared).await?;
    let now = transaction.write(shared).await?;
    let mut query = QueryBuilder::new("WITH chosen AS MATERIALIZED (SELECT w.id");
    push_selected(&mut query, &shared.schema, step, states, &now.to_string());
    query.push(")");
    push_change(&mut query, shared, change, now);
    let row = query.build().persistent(false).fetch_one(&mut *transaction).await.map_err(failed)?;
    let changed: i64 = row.try_get(0).map_err(failed)?;
    if changed > 0 {
        execute(&mut transaction, &*shared.statements.notify).await.map_err(failed)?;
    }
    transaction.commit().await?;
    Ok(u64::try_from(changed).unwrap_or(0))
}

fn push_change(query: &mut Builder, shared: &Shared, change: JobAction, now: i64) {
    let set = match change {
        JobAction::Retry => {
            "state = CASE WHEN w.state = 6 THEN 0 ELSE w.state END, \
             attempts = CASE WHEN w.state = 6 THEN 0 ELSE w.attempts END, \
             lost = 0, crashes = 0, alone = false, held = false, due_us = $now, finished_us = NULL"
        }
        JobAction::Replay => {
            "state = 0, attempts = 0, lost = 0, crashes = 0, alone = false, replays = w.replays + 1, due_us = $now, \
             finished_us = NULL, joined = NULL"
        }
        JobAction::Bury => {
            "state = 6, lost = 0, crashes = 0, alone = false, held = false, finished_us = $now, \
             error = 'buried by hand'"
        }
    };
    let changed = format!(
        ", changed AS (UPDATE cronofy_hooks.work w SET {} FROM chosen WHERE w.id = chosen.id RETURNING w.id, w.key)",
        set.replace("$now", &now.to_string()),
    );
    query.push(shared.schema.sql(&changed).as_str());
    if change == JobAction::Bury {
        query.push(shared.schema.sql(include_str!("sql/promote.sql")).as_str());
    }
    query.push(" SELECT count(*) FROM changed");
}

/// Forgets deliveries, some in each transaction, and says how many.
pub(super) async fn prune(shared: &Shared, retention: Retention) -> Result<u64, InboxError> {
    let (mut behind, mut forgotten) = (-1, 0);
    loop {
        let mut transaction = PostgresTransaction::begin(shared).await?;
        let now = transaction.write(shared).await?;
        let done = now.saturating_sub(span(retention.done));
        let dead = retention.dead.map(|dead| now.saturating_sub(span(dead)).min(done));
        let query =
            sqlx::query(shared.statements.prune.clone()).bind(behind).bind(DELIVERIES).bind(done).bind(dead).bind(now);
        let row = query.fetch_one(&mut *transaction).await.map_err(failed)?;
        transaction.commit().await?;

        forgotten += row.try_get::<i64, _>(3).map_err(failed)?;
        let (goes_on, seen): (bool, i64) = (row.try_get(1).map_err(failed)?, row.try_get(2).map_err(failed)?);
        // They are in order of arrival, as far as the clocks of the machines agree. What stands
        // behind a thousand younger ones is forgotten another time.
        match row.try_get::<Option<i64>, _>(0).map_err(failed)? {
            Some(last) if seen == DELIVERIES && goes_on => behind = last,
            _ => return Ok(u64::try_from(forgotten).unwrap_or(0)),
        }
    }
}

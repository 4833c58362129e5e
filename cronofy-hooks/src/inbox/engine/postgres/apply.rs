//! Actions that people apply to jobs.

use sqlx::{QueryBuilder, Row};

use super::engine::PostgresEngine;
use super::error::failed;
use super::filter::{Builder, push_matching};
use super::raw_sql::execute;
use super::transaction::PostgresTransaction;
use crate::inbox::admin::{JobAction, JobFilter, JobState};
use crate::inbox::error::InboxError;

/// Applies an action in one transaction, and returns how many jobs changed.
pub(super) async fn apply_step(
    engine: &PostgresEngine,
    action: JobAction,
    step: &JobFilter,
    states: &[JobState],
) -> Result<u64, InboxError> {
    let mut transaction = PostgresTransaction::begin(engine).await?;
    let now = transaction.take_queue_lock(engine).await?;
    let mut query = QueryBuilder::new("WITH chosen AS MATERIALIZED (SELECT w.id");
    push_matching(&mut query, &engine.schema, step, states, &now.to_string());
    query.push(")");
    push_action(&mut query, engine, action, now);
    let row = query.build().persistent(false).fetch_one(&mut *transaction).await.map_err(failed)?;
    let changed: i64 = row.try_get(0).map_err(failed)?;
    if changed > 0 {
        execute(&mut transaction, &*engine.statements.notify).await.map_err(failed)?;
    }
    transaction.commit().await?;
    Ok(u64::try_from(changed).unwrap_or(0))
}

fn push_action(query: &mut Builder, engine: &PostgresEngine, action: JobAction, now: i64) {
    let set = match action {
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
    query.push(engine.schema.sql(&changed).as_str());
    if action == JobAction::Bury {
        query.push(engine.schema.sql(include_str!("sql/promote.sql")).as_str());
    }
    query.push(" SELECT count(*) FROM changed");
}

//! A [`JobFilter`] in SQL.

use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe};

use super::super::admin::{JobFilter, JobState};
use super::super::job_id::JobId;
use super::super::micros::micros;
use super::rows::numbers;
use super::state;

/// The jobs of a filter, newest first.
pub(super) struct Selected {
    /// From `FROM` on. It has nothing of the filter's values.
    pub(super) sql: AssertSqlSafe<String>,
    /// ?1 is now.
    pub(super) arguments: SqliteArguments,
}

/// `before` is put before it, and `after` behind.
pub(super) fn selected(
    before: &str,
    filter: &JobFilter,
    states: &[JobState],
    after: &str,
    now: i64,
) -> Result<Selected, sqlx::error::BoxDynError> {
    let mut conditions = Vec::new();
    // SQLite keeps the order of a CROSS JOIN: it looks up the row of each job that is named, and does not
    // search an index of a state for it, which may hold all jobs.
    let tables = match filter.jobs.is_empty() {
        true => "work",
        false => "(SELECT DISTINCT value AS id FROM json_each(?2)) AS named CROSS JOIN work ON work.id = named.id",
    };
    // All states are no condition.
    if JobState::ALL.iter().any(|state| !states.contains(state)) {
        let states: Vec<_> = states.iter().map(|state| state::condition(*state)).collect();
        conditions.push(if states.is_empty() { "0".to_owned() } else { format!("({})", states.join(" OR ")) });
    }
    let mut condition = |given: bool, condition: &str| {
        if given {
            conditions.push(condition.to_owned());
        }
    };
    condition(filter.since.is_some(), "delivery.received_us >= ?3");
    condition(filter.until.is_some(), "delivery.received_us < ?4");
    condition(filter.name.is_some(), "instr(work.name, ?5) > 0");
    let conditions = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };

    let mut arguments = SqliteArguments::default();
    arguments.add(now)?;
    arguments.add(numbers(filter.jobs.iter().map(|job| job.as_i64())))?;
    arguments.add(filter.since.map(micros))?;
    arguments.add(filter.until.map(micros))?;
    arguments.add(filter.name.clone())?;
    arguments.add(filter.limit.map_or(-1, i64::from))?;
    let sql = format!(
        "{before} FROM {tables} LEFT JOIN delivery ON delivery.id = work.id >> 20 \
         WHERE {conditions} ORDER BY work.id DESC LIMIT ?6 {after}"
    );
    Ok(Selected { sql: AssertSqlSafe(sql), arguments })
}

/// The places of a delivery's jobs, if there can be such a delivery.
pub(super) fn jobs_of(delivery: i64) -> Option<(i64, i64)> {
    let first = JobId::new(delivery, 0)?;
    let last = JobId::new(delivery, JobId::MOST - 1)?;
    Some((first.as_i64(), last.as_i64()))
}

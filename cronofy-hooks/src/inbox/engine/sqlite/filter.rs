//! A [`JobFilter`] in SQL.

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe, Sqlite};

use super::error::failed;
use super::row::json;
use crate::inbox::admin::{JobFilter, JobState};
use crate::inbox::engine::shared::{in_states, micros};
use crate::inbox::error::InboxError;

/// A query for the jobs that match a filter and are in one of `states`, newest first. `before` is the SQL
/// before `FROM`, where `?1` is now, and `after` the SQL at the end.
pub(super) fn matching(
    before: &str,
    filter: &JobFilter,
    states: &[JobState],
    after: &str,
    now: i64,
) -> Result<Query<'static, Sqlite, SqliteArguments>, InboxError> {
    // SQLite keeps the order of a CROSS JOIN. So it looks up each named job by its id, and does not search
    // an index of a state, which may have all jobs, for it.
    let tables = match filter.jobs.is_empty() {
        true => "work",
        false => "(SELECT DISTINCT value AS id FROM json_each(?2)) AS named CROSS JOIN work ON work.id = named.id",
    };
    let mut conditions = Vec::from_iter(in_states(states, |state| condition(state).to_owned(), "0"));
    let others = [
        (filter.since.is_some(), "delivery.received_us >= ?3"),
        (filter.until.is_some(), "delivery.received_us < ?4"),
        (filter.name.is_some(), "instr(work.name, ?5) > 0"),
    ];
    conditions.extend(others.into_iter().filter(|(given, _)| *given).map(|(_, condition)| condition.to_owned()));
    let conditions = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };

    // The text has no value of the filter in it.
    let sql = AssertSqlSafe(format!(
        "{before} FROM {tables} LEFT JOIN delivery ON delivery.id = work.id >> 20 \
         WHERE {conditions} ORDER BY work.id DESC LIMIT ?6 {after}"
    ));
    let arguments = arguments(filter, now).map_err(|error| failed(sqlx::Error::Encode(error)))?;
    // Not kept: there are many filters, and each has a text of its own.
    Ok(sqlx::query_with(sql, arguments).persistent(false))
}

fn arguments(filter: &JobFilter, now: i64) -> Result<SqliteArguments, sqlx::error::BoxDynError> {
    let mut arguments = SqliteArguments::default();
    arguments.add(now)?;
    arguments.add(json(filter.jobs.iter().map(|job| job.as_i64())))?;
    arguments.add(filter.since.map(micros))?;
    arguments.add(filter.until.map(micros))?;
    arguments.add(filter.name.clone())?;
    arguments.add(filter.limit.map_or(-1, i64::from))?;
    Ok(arguments)
}

/// Whether a row is in a state; `?1` is now. [`shown`](crate::inbox::engine::shared::state::shown) in SQL.
fn condition(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "(work.state IN (0, 2) OR (work.state = 1 AND NOT (work.held = 1 AND work.due_us > ?1)))",
        JobState::Running => "(work.state = 1 AND work.held = 1 AND work.due_us > ?1)",
        JobState::Joined => "work.state = 3",
        JobState::Done => "work.state = 4",
        JobState::Discarded => "work.state = 5",
        JobState::Dead => "work.state = 6",
    }
}

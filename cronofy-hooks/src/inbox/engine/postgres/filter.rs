//! A [`JobFilter`] in SQL.

use jiff::Timestamp;
use sqlx::{Postgres, QueryBuilder};

use super::schema::Schema;
use super::text::storable;
use crate::inbox::admin::{JobFilter, JobState};
use crate::inbox::engine::shared::{in_states, micros};

/// A [`QueryBuilder`] of this database.
pub(super) type Builder = QueryBuilder<Postgres>;

/// Adds everything from `FROM` on: the jobs that match a filter and are in one of `states`, newest first, as
/// the tables `w` and `d`. The states of the filter itself are not looked at.
pub(super) fn push_matching(query: &mut Builder, schema: &Schema, filter: &JobFilter, states: &[JobState], now: &str) {
    let JobFilter { jobs, states: _, since, until, name, limit } = filter;
    if jobs.is_empty() {
        query.push(schema.sql(" FROM cronofy_hooks.work w").as_str());
    } else {
        query.push(schema.sql(" FROM (SELECT * FROM cronofy_hooks.work WHERE id = ANY (").as_str());
        query.push_bind(jobs.iter().map(|job| job.as_i64()).collect::<Vec<_>>());
        // OFFSET keeps PostgreSQL from moving the conditions that follow into the subquery. So it finds the
        // jobs by their ids, and not by an index of a state whose statistics are out of date.
        query.push(") OFFSET 0) w");
    }
    query.push(schema.sql(" LEFT JOIN cronofy_hooks.delivery d ON d.id = w.id >> 20 WHERE ").as_str());
    query.push(in_states(states, |state| condition(state, now), "false").unwrap_or_else(|| "true".to_owned()));
    if let Some(since) = since {
        query.push(" AND d.received_us >= ").push_bind(not_before(*since));
    }
    if let Some(until) = until {
        query.push(" AND d.received_us < ").push_bind(not_before(*until));
    }
    if let Some(name) = name {
        query.push(" AND position(").push_bind(storable(name).into_owned()).push(" IN w.name) > 0");
    }
    query.push(" ORDER BY w.id DESC");
    if let Some(limit) = limit {
        query.push(" LIMIT ").push_bind(i64::from(*limit));
    }
}

/// Whether a row of the table `w` is in a state at the time `now`.
/// [`shown`](crate::inbox::engine::shared::state::shown) in SQL.
pub(super) fn condition(state: JobState, now: &str) -> String {
    match state {
        JobState::Waiting => format!("(w.state IN (0, 2) OR w.state = 1 AND NOT (w.held AND w.due_us > {now}))"),
        JobState::Running => format!("(w.state = 1 AND w.held AND w.due_us > {now})"),
        JobState::Joined => "w.state = 3".into(),
        JobState::Done => "w.state = 4".into(),
        JobState::Discarded => "w.state = 5".into(),
        JobState::Dead => "w.state = 6".into(),
    }
}

/// The first time that can be stored and is not before another.
fn not_before(time: Timestamp) -> i64 {
    let rounded_down = micros(time);
    if i128::from(rounded_down) * 1000 < time.as_nanosecond() { rounded_down.saturating_add(1) } else { rounded_down }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_between_two_that_can_be_stored_is_the_later() {
        for (nanoseconds, expected) in [(1_000, 1), (1_001, 2), (-1_000, -1), (-999, 0)] {
            assert_eq!(Timestamp::from_nanosecond(nanoseconds).map(not_before).ok(), Some(expected));
        }
    }
}

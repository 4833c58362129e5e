//! The SQL about jobs that is the same in both databases.
//!
//! Both store the state of a job in `work.state`: 0 arrived, which no worker has looked at yet; 1 ready, which
//! can be leased when it is due, or is leased: the column `held` says which; 2 blocked behind another job of
//! its key; 3 joined; 4 done; 5 discarded; 6 dead.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::engine::Engine;
use super::row::RUNNING;
use super::time::micros;
use crate::inbox::admin::{JobAction, JobFilter, JobState};

/// The columns of a job that callers see, of the tables `w` and `d`, with its state at the time `now`.
pub(super) fn record_columns(now: &str) -> String {
    format!(
        "w.id, w.name, CASE WHEN {} THEN {RUNNING} ELSE w.state END AS state, w.attempts, w.lost, w.crashes, \
         w.replays, w.key, w.since_us, w.joined, w.due_us, d.received_us, w.finished_us, w.error",
        condition(JobState::Running, now)
    )
}

/// Adds everything from `FROM` on: the jobs that match a filter and are in one of `states`, newest first, as
/// the tables `w` and `d`. The states of the filter itself are not looked at.
pub(super) fn push_matching<E: Engine>(
    query: &mut QueryBuilder<E::Database>,
    engine: &E,
    filter: &JobFilter,
    states: &[JobState],
    now: &str,
) {
    let JobFilter { jobs, states: _, since, until, name, unleased, limit } = filter;
    let (work, delivery) = (engine.table("work"), engine.table("delivery"));
    query.push(" FROM ");
    if jobs.is_empty() {
        query.push(format_args!("{work} AS w"));
    } else {
        E::push_named_jobs(query, &work, jobs.iter().map(|job| job.as_i64()));
    }
    query.push(format_args!(" LEFT JOIN {delivery} AS d ON d.id = w.id >> 20 WHERE true"));
    if !JobState::ALL.iter().all(|state| states.contains(state)) {
        let states: Vec<_> = states.iter().map(|state| condition(*state, now)).collect();
        query.push(format_args!(" AND ({})", if states.is_empty() { "false".to_owned() } else { states.join(" OR ") }));
    }
    if let Some(since) = since {
        query.push(format_args!(" AND d.received_us >= {}", not_before(*since)));
    }
    if let Some(until) = until {
        query.push(format_args!(" AND d.received_us < {}", not_before(*until)));
    }
    if let Some(name) = name {
        E::push_name_contains(query, name);
    }
    if *unleased {
        query.push(" AND w.held IS NOT TRUE");
    }
    query.push(" ORDER BY w.id DESC");
    if let Some(limit) = limit {
        query.push(format_args!(" LIMIT {limit}"));
    }
}

/// The statement that applies an action to the jobs that match a filter and are in one of `states`. It returns
/// the ids of those that it changed.
pub(crate) fn change<E: Engine>(
    engine: &E,
    action: JobAction,
    filter: &JobFilter,
    states: &[JobState],
    now: &str,
) -> QueryBuilder<E::Database> {
    let set = match action {
        // A waiting job is due; a dead one arrives again.
        JobAction::Retry => format!(
            "due_us = {now}, held = false, finished_us = NULL, \
             attempts = CASE WHEN w.state = 6 THEN 0 ELSE w.attempts END, \
             state = CASE WHEN w.state = 6 THEN 0 ELSE w.state END"
        ),
        // The number of a damaged row must not overflow.
        JobAction::Replay => format!(
            "state = 0, attempts = 0, due_us = {now}, finished_us = NULL, joined = NULL, \
             replays = CASE WHEN w.replays < 2147483647 THEN w.replays + 1 ELSE w.replays END"
        ),
        JobAction::Bury => format!("state = 6, held = false, finished_us = {now}, error = 'buried by hand'"),
    };
    let mut query = QueryBuilder::new("WITH chosen AS MATERIALIZED (SELECT w.id AS job");
    push_matching(&mut query, engine, filter, states, now);
    let work = engine.table("work");
    query.push(format_args!(
        ") UPDATE {work} AS w SET lost = 0, crashes = 0, alone = false, {set} \
         FROM chosen WHERE w.id = chosen.job RETURNING id"
    ));
    query
}

/// Whether a row of the table `w` is in a state at the time `now`.
fn condition(state: JobState, now: &str) -> String {
    let is_leased = format!("w.held AND w.due_us > {now}");
    match state {
        JobState::Waiting => format!("(w.state IN (0, 2) OR w.state = 1 AND NOT ({is_leased}))"),
        JobState::Running => format!("(w.state = 1 AND {is_leased})"),
        JobState::Joined => "w.state = 3".to_owned(),
        JobState::Done => "w.state = 4".to_owned(),
        JobState::Discarded => "w.state = 5".to_owned(),
        JobState::Dead => "w.state = 6".to_owned(),
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

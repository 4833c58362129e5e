//! The states of a [`JobFilter`](crate::inbox::JobFilter) in SQL.

use crate::inbox::admin::JobState;

/// The condition that a job is in one of some states, or `None` when all states are among them. `never`
/// is a condition that no row meets.
pub(crate) fn in_states(states: &[JobState], condition: impl Fn(JobState) -> String, never: &str) -> Option<String> {
    if JobState::ALL.iter().all(|state| states.contains(state)) {
        return None;
    }
    let conditions: Vec<_> = states.iter().map(|state| condition(*state)).collect();
    Some(if conditions.is_empty() { never.to_owned() } else { format!("({})", conditions.join(" OR ")) })
}

//! Lease updates as SQL takes them.

use std::collections::HashMap;
use std::time::Duration;

use crate::inbox::batcher::FencedUpdate;
use crate::inbox::job_id::JobId;
use crate::inbox::lease::LeaseUpdate;

/// The number of an update in SQL, how long from now its time is, and the text that it stores: 0 retry,
/// 1 extend, 2 release, 3 isolate. The others have the numbers of the states in which they leave the job.
pub(crate) fn parts(update: &LeaseUpdate) -> (i16, Duration, Option<&str>) {
    match update {
        LeaseUpdate::Retry { after, error } => (0, *after, Some(error)),
        LeaseUpdate::Extend { lease_duration } => (1, *lease_duration, None),
        LeaseUpdate::Release => (2, Duration::ZERO, None),
        LeaseUpdate::Isolate { lease_duration } => (3, *lease_duration, None),
        LeaseUpdate::Done => (4, Duration::ZERO, None),
        LeaseUpdate::Discarded { reason } => (5, Duration::ZERO, Some(reason)),
        LeaseUpdate::Dead { error } => (6, Duration::ZERO, Some(error)),
    }
}

/// Puts updates into rounds, by their places in the slice. One SQL statement changes a row once, so the
/// second update of a job belongs to the second round.
pub(crate) fn rounds(updates: &[FencedUpdate]) -> Vec<Vec<usize>> {
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    let mut times: HashMap<JobId, usize> = HashMap::with_capacity(updates.len());
    for (place, update) in updates.iter().enumerate() {
        let round = times.entry(update.job).or_default();
        if rounds.len() == *round {
            rounds.push(Vec::new());
        }
        rounds[*round].push(place);
        *round += 1;
    }
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::Fence;

    #[test]
    fn the_second_update_of_a_job_is_in_the_second_round() {
        let update = |job| FencedUpdate { job: JobId::from_i64(job), fence: Fence(1), update: LeaseUpdate::Done };
        let of = |jobs: &[i64]| rounds(&jobs.iter().map(|job| update(*job)).collect::<Vec<_>>());
        assert_eq!(of(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(of(&[7, 8, 7, 9, 7, 8]), [vec![0, 1, 3], vec![2, 5], vec![4]]);
    }
}

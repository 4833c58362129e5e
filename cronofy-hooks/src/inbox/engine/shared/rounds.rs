//! Rounds of lease updates.

use std::collections::HashMap;

use crate::inbox::batcher::FencedUpdate;
use crate::inbox::job_id::JobId;

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
    use crate::inbox::{Fence, LeaseUpdate};

    #[test]
    fn the_second_update_of_a_job_is_in_the_second_round() {
        let update = |job| FencedUpdate { job: JobId::from_i64(job), fence: Fence(1), update: LeaseUpdate::Done };
        let of = |jobs: &[i64]| rounds(&jobs.iter().map(|job| update(*job)).collect::<Vec<_>>());
        assert_eq!(of(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(of(&[7, 8, 7, 9, 7, 8]), [vec![0, 1, 3], vec![2, 5], vec![4]]);
    }
}

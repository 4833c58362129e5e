//! [`ConformReport`]: what all checks found.

use std::time::Duration;

use super::super::check::{CheckOutcome, CheckReport};

/// What all checks found, in the order of the list.
#[derive(Debug)]
pub(in crate::conform) struct ConformReport<'u> {
    pub(in crate::conform) url: &'u str,
    pub(in crate::conform) took: Duration,
    pub(in crate::conform) checks: Vec<CheckReport>,
}

impl ConformReport<'_> {
    /// How many checks ended in this way.
    pub(in crate::conform) fn count(&self, outcome: CheckOutcome) -> usize {
        self.checks.iter().filter(|report| report.verdict.outcome == outcome).count()
    }

    /// `36 passed, 1 failed, 2 not observable`.
    pub(super) fn score(&self) -> String {
        let counts = CheckOutcome::ALL.into_iter().filter_map(|outcome| {
            let count = self.count(outcome);
            (count > 0).then(|| format!("{count} {}", outcome.words()))
        });
        counts.collect::<Vec<_>>().join(", ")
    }
}

impl CheckReport {
    /// The time of its requests, one after the other.
    pub(super) fn took(&self) -> Duration {
        self.verdict.probes.iter().map(|probe| probe.reply.took).sum()
    }
}

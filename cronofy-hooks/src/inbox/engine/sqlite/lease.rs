//! Leasing: the jobs that are due, for the lease request of a batch.

use std::time::Duration;

use super::enqueue::enqueue;
use super::packed_rows::saturated;
use super::script::{Argument, Script, StatementResult};
use crate::inbox::engine::shared::{LenientRow as _, after, leased, until};
use crate::inbox::lease::{LeaseRequest, LeasedJob};

/// The jobs that are due, in order; `?1` is now, and `?2` how many. `+ 0`, because SQLite would prepare
/// the statement again for each value of a limit that is an argument alone.
macro_rules! due {
    () => {
        "WHERE work.state = 1 AND work.due_us <= ?1 ORDER BY work.due_us, work.id LIMIT ?2 + 0"
    };
}

/// What the next lease of a job makes of a column. A job that is due although it is held lost its lease without a
/// result: that lease does not count as an attempt, and this one takes its place. `min` keeps numbers of a damaged
/// row from overflowing.
macro_rules! next {
    (fence) => {
        "min(work.fence, 9223372036854775806) + 1"
    };
    (attempts) => {
        "min(work.attempts, 9223372036854775806) + (work.held <> 1)"
    };
    (lost) => {
        "min(work.lost, 9223372036854775806) + (work.held = 1)"
    };
    (crashes) => {
        "min(work.crashes, 9223372036854775806) + (work.held = 1 AND work.alone = 1)"
    };
}

/// The jobs that [`HOLD`] is about to lease, as they are then.
#[rustfmt::skip]
pub(super) const DUE: &str = concat!(
    "SELECT work.id AS id, ", next!(fence), " AS fence, ", next!(attempts), " AS attempts, ", next!(lost),
    " AS lost, ", next!(crashes), " AS crashes, work.since_us AS since_us, delivery.received_us AS received_us,
        delivery.head AS head, delivery.body AS body
    FROM work LEFT JOIN delivery ON delivery.id = work.id >> 20 ",
    due!()
);

/// Leases the same jobs, directly after [`DUE`]; `?3` is when the leases end.
#[rustfmt::skip]
pub(super) const HOLD: &str = concat!(
    "UPDATE OR ROLLBACK work SET held = 1, due_us = ?3, alone = 0, fence = ", next!(fence), ", attempts = ",
    next!(attempts), ", lost = ", next!(lost), ", crashes = ", next!(crashes), "
    WHERE id IN (SELECT work.id FROM work ", due!(), ")"
);

/// When the next job is due, and whether there are arrived jobs that are not enqueued yet.
pub(super) const NEXT: &str = "
    SELECT (SELECT min(due_us) FROM work WHERE state = 1) AS due_us,
        EXISTS (SELECT 1 FROM work WHERE state = 0) AS are_any_left";

/// A lease request in the script that runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct PendingLease {
    now: i64,
    request: LeaseRequest,
    /// The place of [`DUE`].
    due: usize,
}

/// What a lease request got.
#[derive(Debug)]
pub(super) struct LeaseStep {
    pub(super) jobs: Vec<LeasedJob>,
    /// How long until there are more, if there are fewer than were asked for.
    pub(super) next_due: Option<Duration>,
    /// Whether another step may find jobs, where this one found none.
    pub(super) go_on: bool,
    /// When the leases began.
    pub(super) from: i64,
}

impl PendingLease {
    /// Adds a lease request to a script: arrived jobs are enqueued, and jobs that are due then are leased.
    pub(super) fn add_to(script: &mut Script, now: i64, request: LeaseRequest) -> Self {
        let most = || Argument::Number(saturated(request.max.max(1)));
        enqueue(script);
        let due = script.add(DUE, [Argument::Number(now), most()]);
        let until = Argument::Number(after(now, request.lease_duration));
        script.add(HOLD, [Argument::Number(now), most(), until]);
        script.add(NEXT, []);
        Self { now, request, due }
    }

    /// Reads the results of the script.
    pub(super) fn read(self, done: &[StatementResult]) -> LeaseStep {
        let (from, jobs) = (self.now, done[self.due].rows.iter().map(leased).collect::<Vec<_>>());
        if jobs.len() >= self.request.max.max(1) {
            return LeaseStep { jobs, next_due: None, go_on: false, from };
        }
        let next = done[self.due + 2].rows.first();
        if next.is_some_and(|row| row.number("are_any_left") != 0) {
            return LeaseStep { go_on: jobs.is_empty(), jobs, next_due: Some(Duration::ZERO), from };
        }
        let next_due = next.and_then(|row| row.maybe_number("due_us")).map(|due| until(self.now, due));
        LeaseStep { jobs, next_due, go_on: false, from }
    }
}

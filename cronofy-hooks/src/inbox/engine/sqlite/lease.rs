//! Leasing: the jobs that are due, for the lease request of a batch.

use std::sync::LazyLock;
use std::time::Duration;

use super::enqueue::enqueue;
use super::script::{Argument, Script, StatementResult, saturated};
use crate::inbox::batcher::LeaseResult;
use crate::inbox::engine::shared::{LenientRow as _, after, leased, until};
use crate::inbox::lease::LeaseRequest;

/// The jobs that are due, in order; the first `?` is now, and the second how many. `+ 0`, because SQLite would prepare
/// the statement again for each value of a limit that is an argument alone.
const IS_DUE: &str = "WHERE work.state = 1 AND work.due_us <= ? ORDER BY work.due_us, work.id LIMIT ? + 0";

/// What the next lease of a job makes of these columns. A job that is due although it is held lost its lease without
/// a result: that lease does not count as an attempt, and this one takes its place. `min` keeps numbers of a damaged
/// row from overflowing.
const COUNTS: [(&str, &str); 4] = [
    ("fence", "min(work.fence, 9223372036854775806) + 1"),
    ("attempts", "min(work.attempts, 9223372036854775806) + (work.held <> 1)"),
    ("lost", "min(work.lost, 9223372036854775806) + (work.held = 1)"),
    ("crashes", "min(work.crashes, 9223372036854775806) + (work.held = 1 AND work.alone = 1)"),
];

/// The jobs that [`HOLD`] is about to lease, as they are then.
pub(super) static DUE: LazyLock<String> = LazyLock::new(|| {
    let counts = COUNTS.map(|(column, next)| format!("{next} AS {column}")).join(", ");
    format!(
        "SELECT work.id AS id, {counts}, work.since_us AS since_us, delivery.received_us AS received_us,
            delivery.head AS head, delivery.body AS body
        FROM work LEFT JOIN delivery ON delivery.id = work.id >> 20 {IS_DUE}"
    )
});

/// Leases the same jobs, directly after [`DUE`]; the first `?` is when the leases end.
pub(super) static HOLD: LazyLock<String> = LazyLock::new(|| {
    let counts = COUNTS.map(|(column, next)| format!("{column} = {next}")).join(", ");
    format!(
        "UPDATE OR ROLLBACK work SET held = 1, due_us = ?, alone = 0, {counts}
        WHERE id IN (SELECT work.id FROM work {IS_DUE})"
    )
});

/// When the next job is due, and whether there are arrived jobs that are not enqueued yet.
pub(super) const NEXT: &str = "
    SELECT (SELECT min(due_us) FROM work WHERE state = 1) AS due_us,
        EXISTS (SELECT 1 FROM work WHERE state = 0) AS are_any_left";

/// Adds a lease request to a script: arrived jobs are enqueued, and jobs that are due then are leased. Returns the
/// place of [`DUE`].
pub(super) fn add(script: &mut Script, now: i64, request: LeaseRequest) -> usize {
    let most = || Argument::from(saturated(request.max.max(1)));
    enqueue(script);
    let place = script.add(&DUE, [now.into(), most()]);
    script.add(&HOLD, [after(now, request.lease_duration).into(), now.into(), most()]);
    script.add(NEXT, []);
    place
}

/// What a lease request got, from the results of [`DUE`] and [`NEXT`]. If it got none, and the next job is due now,
/// then there are arrived jobs that are not enqueued yet.
pub(super) fn read(due: &StatementResult, next: &StatementResult, now: i64, request: LeaseRequest) -> LeaseResult {
    let jobs: Vec<_> = due.rows.iter().map(leased).collect();
    let next_due = match next.rows.first() {
        Some(_) if jobs.len() >= request.max.max(1) => None,
        Some(next) if next.number("are_any_left") != 0 => Some(Duration::ZERO),
        next => next.and_then(|next| next.maybe_number("due_us")).map(|due| until(now, due)),
    };
    LeaseResult { jobs, next_due }
}

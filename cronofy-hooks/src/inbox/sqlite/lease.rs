//! Leasing: what is due, to whoever asked first.

use std::time::Duration;

use sqlx::sqlite::SqliteRow;

use super::super::job_id::{Fence, JobId};
use super::super::lease::{LeaseRequest, LeasedJob};
use super::super::micros::{timestamp, until};
use super::enqueue::enqueue;
use super::rows::{Lenient, saturated};
use super::script::{Argument, Done, Script};
use super::time::after;

/// What is due, in order; ?1 is now, and ?2 how many. SQLite would prepare a statement anew for each
/// value of a limit that is a mere argument.
macro_rules! due {
    () => {
        "WHERE work.state = 1 AND work.due_us <= ?1 ORDER BY work.due_us, work.id LIMIT ?2 + 0"
    };
}

pub(super) const DUE: &str = concat!(
    "SELECT work.id, work.fence, work.attempts, work.since_us, delivery.received_us, delivery.head, delivery.body,
        work.held, work.lost, work.crashes, work.alone
    FROM work LEFT JOIN delivery ON delivery.id = work.id >> 20 ",
    due!()
);

/// The same, right behind. What is held although it is due lost its lease without a word: that lease
/// is not an attempt, and this one takes its place.
pub(super) const HOLD: &str = concat!(
    "UPDATE OR ROLLBACK work SET held = 1, due_us = ?3,
        fence = min(fence, 9223372036854775806) + 1,
        attempts = min(attempts, 9223372036854775806) + (held <> 1),
        lost = min(lost, 9223372036854775806) + (held = 1),
        crashes = min(crashes, 9223372036854775806) + (held = 1 AND alone = 1),
        alone = 0
    WHERE id IN (SELECT work.id FROM work ",
    due!(),
    ")"
);

/// When the next is due, and whether more has to be admitted.
pub(super) const NEXT: &str = "
    SELECT (SELECT min(due_us) FROM work WHERE state = 1), EXISTS (SELECT 1 FROM work WHERE state = 0)";

/// A request on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leasing {
    now: i64,
    request: LeaseRequest,
    due: usize,
}

/// What a request got.
#[derive(Debug)]
pub(super) struct Lent {
    pub(super) leased: Vec<LeasedJob>,
    /// How long until there is more, where it is less than was asked for.
    pub(super) next_due: Option<Duration>,
    /// Whether it got nothing although there may be something.
    pub(super) again: bool,
    /// When the leases began.
    pub(super) from: i64,
}

impl Leasing {
    /// Adds a request to a script: a step is admitted, and what is due then is leased.
    pub(super) fn add(script: &mut Script, now: i64, request: LeaseRequest) -> Self {
        let most = || Argument::Number(saturated(request.max.max(1)));
        enqueue(script);
        let due = script.add(DUE, [Argument::Number(now), most()]);
        let until = Argument::Number(after(now, request.lease_duration));
        script.add(HOLD, [Argument::Number(now), most(), until]);
        script.add(NEXT, []);
        Self { now, request, due }
    }

    /// What it got, once the script has run.
    pub(super) fn read(self, done: &[Done]) -> Lent {
        let (from, leased) = (self.now, done[self.due].rows.iter().map(leased).collect::<Vec<_>>());
        if leased.len() >= self.request.max.max(1) {
            return Lent { leased, next_due: None, again: false, from };
        }
        let next = done[self.due + 2].rows.first();
        let next_due = next.and_then(|row| row.maybe_number(0)).map(|due| until(self.now, due));
        if next.is_some_and(|row| row.number(1) != 0) {
            return Lent { again: leased.is_empty(), leased, next_due: Some(Duration::ZERO), from };
        }
        Lent { leased, next_due, again: false, from }
    }
}

/// The row is of before the lease.
fn leased(row: &SqliteRow) -> LeasedJob {
    let was_lost = row.number(7) == 1;
    let was_alone = was_lost && row.number(10) == 1;
    let count = |column, one_more| {
        let count: i64 = row.number(column).max(0).saturating_add(i64::from(one_more));
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    LeasedJob {
        job: JobId::from_i64(row.number(0)),
        fence: Fence(row.number(1).saturating_add(1)),
        attempt: count(2, !was_lost),
        lost: count(8, was_lost),
        crashes: count(9, was_alone),
        since: row.maybe_number(3).map(timestamp),
        received_at: timestamp(row.number(4)),
        head: row.exact_text(5),
        body: row.body(6),
    }
}

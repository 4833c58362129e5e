//! Lease updates: completed jobs and longer leases; and which job of a key is next.

use std::collections::{HashSet, VecDeque};

use super::packed_rows::{PackedRows, UpdateRow, update_column};
use super::row::{LenientRow, json};
use super::script::{Argument, Script, StatementResult};
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{after, rounds, state};
use crate::inbox::lease::LeaseUpdate;

/// Updates the jobs that are still leased with the same fence. The column `word` is about the
/// lease: 0 ends it, 1 gives it back, 2 extends it, 3 isolates it. Only 0 sets `lost` and `crashes` back.
///
/// `+work.state` keeps SQLite from searching an index of a state: it has to look each row up by its id.
pub(super) const UPDATE: &str = concat!(
    "UPDATE work SET
        state = settled.state,
        held = settled.word >= 2,
        due_us = coalesce(settled.due_us, work.due_us),
        attempts = work.attempts - (settled.word = 1),
        lost = CASE settled.word WHEN 0 THEN 0 ELSE work.lost END,
        crashes = CASE settled.word WHEN 0 THEN 0 ELSE work.crashes END,
        alone = CASE settled.word WHEN 2 THEN work.alone ELSE settled.word = 3 END,
        finished_us = settled.finished_us,
        error = coalesce(settled.error, work.error)
    FROM (
        SELECT ",
    update_column!(id),
    " AS id, ",
    update_column!(fence),
    " AS fence, ",
    update_column!(state),
    " AS state, ",
    update_column!(word),
    " AS word, ",
    update_column!(due_us),
    " AS due_us, ",
    update_column!(finished_us),
    " AS finished_us, ",
    update_column!(error),
    " AS error
        FROM json_each(?1)
    ) AS settled
    WHERE work.id = settled.id AND +work.state = 1 AND work.held = 1 AND work.fence = settled.fence
    RETURNING work.id"
);

const END: i64 = 0;
const GIVE_BACK: i64 = 1;
const EXTEND: i64 = 2;
const ISOLATE: i64 = 3;

/// For the keys of some finished jobs, `?1`: makes the first blocked job ready, unless a job of the key
/// is ready.
pub(super) const PROMOTE: &str = "
    UPDATE work SET state = 1
    WHERE id IN (
        SELECT (
            SELECT blocked.id FROM work AS blocked
            WHERE blocked.key = finished.key AND blocked.state = 2
            ORDER BY blocked.id LIMIT 1
        )
        FROM json_each(?1) JOIN work AS finished ON finished.id = value
        WHERE finished.key IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM work AS ready
            WHERE ready.key = finished.key AND ready.state = 1
        )
    )";

/// Updates that are added to scripts, one round to each.
#[derive(Debug)]
pub(super) struct PendingUpdates<'u> {
    now: i64,
    updates: &'u [FencedUpdate],
    rounds: VecDeque<Vec<usize>>,
    held: Vec<bool>,
    /// In the script that runs: the place of [`UPDATE`], and the round.
    sent: Option<(usize, Vec<usize>)>,
}

impl<'u> PendingUpdates<'u> {
    pub(super) fn new(now: i64, updates: &'u [FencedUpdate]) -> Self {
        Self { now, updates, rounds: rounds(updates).into(), held: vec![false; updates.len()], sent: None }
    }

    /// Adds the next round to a script. Returns whether it is the last.
    pub(super) fn add_to(&mut self, script: &mut Script) -> bool {
        if let Some(round) = self.rounds.pop_front() {
            let updates = || round.iter().map(|place| &self.updates[*place]);
            let update = script.add(UPDATE, rows(self.now, updates(), round.len()).finish());
            // Also the jobs that turn out not to be held: `PROMOTE` passes no job that is ready.
            let finished = updates().filter(|update| finishes(&update.update)).map(|update| update.job.as_i64());
            script.add(PROMOTE, [Argument::Text(json(finished))]);
            self.sent = Some((update, round));
        }
        self.rounds.is_empty()
    }

    /// Reads the results of the script.
    pub(super) fn read(&mut self, done: &[StatementResult]) {
        let Some((update, round)) = self.sent.take() else { return };
        let held: HashSet<i64> = done[update].rows.iter().map(|row| row.number(0)).collect();
        for place in round {
            self.held[place] = held.contains(&self.updates[place].job.as_i64());
        }
    }

    /// Whether each job was still leased.
    pub(super) fn finish(self) -> Vec<bool> {
        self.held
    }
}

/// Whether the job no longer blocks those behind it.
fn finishes(update: &LeaseUpdate) -> bool {
    matches!(update, LeaseUpdate::Done | LeaseUpdate::Discarded { .. } | LeaseUpdate::Dead { .. })
}

fn rows<'u>(now: i64, updates: impl Iterator<Item = &'u FencedUpdate>, count: usize) -> PackedRows {
    let mut rows = PackedRows::with_capacity(count, UpdateRow::COLUMNS, 0);
    for FencedUpdate { job, fence, update } in updates {
        let ends = |state, error| (state, END, None, Some(now), error);
        let stays = |word, due, error| (state::READY, word, Some(due), None, error);
        let (state, word, due_us, finished_us, error) = match update {
            LeaseUpdate::Done => ends(state::DONE, None),
            LeaseUpdate::Discarded { reason } => ends(state::DISCARDED, Some(&**reason)),
            LeaseUpdate::Dead { error } => ends(state::DEAD, Some(&**error)),
            LeaseUpdate::Retry { after: wait, error } => stays(END, after(now, *wait), Some(&**error)),
            LeaseUpdate::Release => stays(GIVE_BACK, now, None),
            LeaseUpdate::Extend { lease_duration } => stays(EXTEND, after(now, *lease_duration), None),
            LeaseUpdate::Isolate { lease_duration } => stays(ISOLATE, after(now, *lease_duration), None),
        };
        UpdateRow { id: job.as_i64(), fence: fence.0, state, word, due_us, finished_us, error }.push_to(&mut rows);
    }
    rows
}

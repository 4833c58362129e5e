//! Lease updates: completed jobs and longer leases; and which job of a key is next.

use std::collections::{HashSet, VecDeque};
use std::sync::LazyLock;

use super::packed_rows::Column::{MaybeText, Number};
use super::packed_rows::{Column, PackedRows, packed};
use super::script::{Argument, Script, StatementResult, json};
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{LenientRow as _, after, parts, rounds};
use crate::inbox::lease::LeaseUpdate;

/// A lease update on its way into the table `work`.
pub(super) struct UpdateRow<'u> {
    pub(super) now: i64,
    pub(super) update: &'u FencedUpdate,
}

impl UpdateRow<'_> {
    pub(super) const COLUMNS: [Column<Self>; 5] = [
        Number("id", |row| row.update.job.as_i64()),
        Number("fence", |row| row.update.fence.0),
        Number("kind", |row| parts(&row.update.update).0.into()),
        // When the job is due, when its lease ends, or when it was finished.
        Number("at_us", |row| after(row.now, parts(&row.update.update).1)),
        MaybeText("error", |row| parts(&row.update.update).2),
    ];
}

/// Updates the jobs that are still leased with the same fence; [`parts`] has the kinds. A result sets `lost`
/// and `crashes` back.
///
/// `+work.state` keeps SQLite from searching an index of a state: it has to look each row up by its id.
pub(super) static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let rows = packed(&UpdateRow::COLUMNS);
    format!(
        "UPDATE work SET
            state = CASE WHEN row.kind >= 4 THEN row.kind ELSE 1 END,
            held = row.kind IN (1, 3),
            due_us = CASE WHEN row.kind >= 4 THEN work.due_us ELSE row.at_us END,
            attempts = work.attempts - (row.kind = 2),
            lost = CASE WHEN row.kind IN (1, 2, 3) THEN work.lost ELSE 0 END,
            crashes = CASE WHEN row.kind IN (1, 2, 3) THEN work.crashes ELSE 0 END,
            alone = CASE row.kind WHEN 1 THEN work.alone ELSE row.kind = 3 END,
            finished_us = CASE WHEN row.kind >= 4 THEN row.at_us END,
            error = coalesce(row.error, work.error)
        FROM ({rows}) AS row
        WHERE work.id = row.id AND +work.state = 1 AND work.held = 1 AND work.fence = row.fence
        RETURNING work.id AS id"
    )
});

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
            let rows = updates().map(|update| UpdateRow { now: self.now, update });
            let update = script.add(&UPDATE, PackedRows::arguments(&UpdateRow::COLUMNS, rows, round.len(), 0));
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
        let held: HashSet<i64> = done[update].rows.iter().map(|row| row.number("id")).collect();
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

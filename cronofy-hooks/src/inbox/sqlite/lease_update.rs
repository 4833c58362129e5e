//! Updating: what became of leased jobs, and who is next of their key.

use std::collections::{HashMap, HashSet, VecDeque};

use super::super::job_id::JobId;
use super::super::lease::LeaseUpdate;
use super::super::writer::FencedUpdate;
use super::rows::{Lenient, Rows, maybe_bytes, maybe_number, number, numbers};
use super::script::{Argument, Done, Script};
use super::state;
use super::time::after;

/// Only of those that are still held with this fence. The word: 0 ends the lease, 1 gives it back, 2
/// extends it, 3 isolates it. Only 0 clears the suspicion.
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
    number!(8, 0),
    " AS id, ",
    number!(8, 1),
    " AS fence, ",
    number!(8, 2),
    " AS state, ",
    number!(8, 3),
    " AS word, ",
    maybe_number!(8, 4),
    " AS due_us, ",
    maybe_number!(8, 5),
    " AS finished_us, CAST(",
    maybe_bytes!(8, 6, 7),
    " AS TEXT) AS error
        FROM json_each(?1)
    ) AS settled
    WHERE work.id = settled.id AND +work.state = 1 AND work.held = 1 AND work.fence = settled.fence
    RETURNING work.id"
);

/// The first that is blocked by the key of a job is ready, if nobody else is.
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

/// Settlements on their way, some of them with each script.
#[derive(Debug)]
pub(super) struct Updating<'s> {
    now: i64,
    updates: &'s [FencedUpdate],
    /// One statement updates a job once: whoever comes second is in the second round.
    rounds: VecDeque<Vec<usize>>,
    held: Vec<bool>,
    /// The round in the script that runs, and where its statement is.
    sent: Option<(usize, Vec<usize>)>,
}

impl<'s> Updating<'s> {
    pub(super) fn new(now: i64, updates: &'s [FencedUpdate]) -> Self {
        let mut rounds: VecDeque<Vec<usize>> = VecDeque::new();
        let mut times: HashMap<JobId, usize> = HashMap::with_capacity(updates.len());
        for (place, settle) in updates.iter().enumerate() {
            let round = times.entry(settle.job).or_default();
            if rounds.len() == *round {
                rounds.push_back(Vec::new());
            }
            rounds[*round].push(place);
            *round += 1;
        }
        Self { now, updates, rounds, held: vec![false; updates.len()], sent: None }
    }

    /// Adds the next round to a script, and lets the next of their keys go. Whether it is the last.
    pub(super) fn add(&mut self, script: &mut Script) -> bool {
        if let Some(round) = self.rounds.pop_front() {
            let updates = || round.iter().map(|place| &self.updates[*place]);
            let settle = script.add(UPDATE, rows(self.now, updates()).finish());
            // Also those that turn out not to be held: nobody overtakes a job that is ready.
            let finished = updates().filter(|settle| finishes(&settle.update));
            let finished = numbers(finished.map(|settle| settle.job.as_i64()));
            script.add(PROMOTE, [Argument::Text(finished)]);
            self.sent = Some((settle, round));
        }
        self.rounds.is_empty()
    }

    /// Which were held, once the script has run.
    pub(super) fn read(&mut self, done: &[Done]) {
        let Some((settle, round)) = self.sent.take() else { return };
        let held: HashSet<i64> = done[settle].rows.iter().map(|row| row.number(0)).collect();
        for place in round {
            self.held[place] = held.contains(&self.updates[place].job.as_i64());
        }
    }

    pub(super) fn finish(self) -> Vec<bool> {
        self.held
    }
}

/// Whether the job is out of the way of those behind it.
fn finishes(update: &LeaseUpdate) -> bool {
    matches!(update, LeaseUpdate::Done | LeaseUpdate::Discarded { .. } | LeaseUpdate::Dead { .. })
}

fn rows<'s>(now: i64, updates: impl Iterator<Item = &'s FencedUpdate>) -> Rows {
    let mut rows = Rows::default();
    for FencedUpdate { job, fence, update } in updates {
        let row = rows.row(job.as_i64()).number(fence.0);
        // State, word, due, finished, error.
        match update {
            LeaseUpdate::Done => finished(row, state::DONE, now).text(None),
            LeaseUpdate::Discarded { reason } => finished(row, state::DISCARDED, now).text(&**reason),
            LeaseUpdate::Dead { error } => finished(row, state::DEAD, now).text(&**error),
            LeaseUpdate::Retry { after: wait, error } => ready(row, 0, after(now, *wait)).text(&**error),
            LeaseUpdate::Release => ready(row, 1, now).text(None),
            LeaseUpdate::Extend { lease_duration } => ready(row, 2, after(now, *lease_duration)).text(None),
            LeaseUpdate::Isolate { lease_duration } => ready(row, 3, after(now, *lease_duration)).text(None),
        };
    }
    rows
}

fn ready(row: &mut Rows, word: i64, due: i64) -> &mut Rows {
    row.number(state::READY).number(word).number(due).number(None)
}

fn finished(row: &mut Rows, state: i64, now: i64) -> &mut Rows {
    row.number(state).number(0).number(None).number(now)
}

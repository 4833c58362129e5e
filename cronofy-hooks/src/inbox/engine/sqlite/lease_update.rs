//! Lease updates: completed jobs and longer leases; and which job of a key is next.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::rows::{Column, RowsStatement, arguments};
use super::script::{Script, StatementResult, json};
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{LenientRow as _, after, parts};

/// A lease update on its way into the table `work`.
pub(super) struct UpdateRow<'u> {
    pub(super) now: i64,
    pub(super) update: &'u FencedUpdate,
}

impl UpdateRow<'_> {
    pub(super) const COLUMNS: [Column<Self>; 5] = [
        ("id", |row| row.update.job.as_i64().into()),
        ("fence", |row| row.update.fence.0.into()),
        ("kind", |row| i64::from(parts(&row.update.update).0).into()),
        // When the job is due, when its lease ends, or when it was finished.
        ("at_us", |row| after(row.now, parts(&row.update.update).1).into()),
        ("error", |row| parts(&row.update.update).2.into()),
    ];
}

/// Updates the jobs that are still leased with the same fence; [`parts`] has the kinds. A result sets `lost`
/// and `crashes` back.
///
/// `+work.state` keeps SQLite from searching an index of a state: it has to look each row up by its id.
pub(super) static UPDATE: LazyLock<RowsStatement> = LazyLock::new(|| {
    RowsStatement::new(
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
        FROM {rows} AS row
        WHERE work.id = row.id AND +work.state = 1 AND work.held = 1 AND work.fence = row.fence
        RETURNING work.id AS id",
        &UpdateRow::COLUMNS,
    )
});

/// For the keys of some finished jobs, `?`: makes the first blocked job ready, unless a job of the key
/// is ready.
pub(super) const PROMOTE: &str = "
    UPDATE work SET state = 1
    WHERE id IN (
        SELECT (
            SELECT blocked.id FROM work AS blocked
            WHERE blocked.key = finished.key AND blocked.state = 2
            ORDER BY blocked.id LIMIT 1
        )
        FROM json_each(?) JOIN work AS finished ON finished.id = value
        WHERE finished.key IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM work AS ready
            WHERE ready.key = finished.key AND ready.state = 1
        )
    )";

/// Adds lease updates of different jobs to a script. Returns the place of [`UPDATE`].
pub(super) fn add<'u>(
    script: &mut Script,
    room: usize,
    now: i64,
    updates: impl Iterator<Item = &'u FencedUpdate> + Clone,
) -> usize {
    let rows = updates.clone().map(|update| UpdateRow { now, update });
    let place = script.add(&UPDATE.sql(room), arguments(&UpdateRow::COLUMNS, room, rows));
    // Also the jobs that turn out not to be held: `PROMOTE` passes no job that is ready.
    let finished = updates.filter(|update| parts(&update.update).0 >= 4).map(|update| update.job.as_i64());
    script.add(PROMOTE, [json(finished).into()]);
    place
}

/// The ids of the jobs that were still leased, from the result of [`UPDATE`].
pub(super) fn read(updated: &StatementResult) -> HashSet<i64> {
    updated.rows.iter().map(|row| row.number("id")).collect()
}

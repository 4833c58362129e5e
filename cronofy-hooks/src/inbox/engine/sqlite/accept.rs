//! Accepting: one statement for the deliveries of a batch, and one for their jobs.

use std::sync::LazyLock;

use super::packed_rows::Column::{Bytes, MaybeBytes, MaybeNumber, MaybeText, Number, Text};
use super::packed_rows::{Column, PackedRows, packed, saturated};
use super::script::{Argument, Script, StatementResult};
use crate::inbox::engine::shared::{LenientRow as _, after, micros};
use crate::inbox::job_id::JobId;
use crate::inbox::new_delivery::{Accepted, NewDelivery, NewJob};

/// The most bytes of heads and bodies in one script: SQLite has each of them in memory twice.
const MOST_BYTES: usize = 8 << 20;

/// The columns of a delivery on its way into the table `delivery`.
pub(super) const DELIVERY: [Column<NewDelivery>; 4] = [
    Number("received_us", |delivery| micros(delivery.received_at)),
    MaybeBytes("repeat", |delivery| delivery.repeat.as_ref().map(<[u8; 16]>::as_slice)),
    Text("head", |delivery| &delivery.head),
    Bytes("body", |delivery| &delivery.body),
];

/// A job on its way into the table `work`.
pub(super) struct JobRow<'d> {
    /// Begins with the place of its delivery in the script, from 1.
    pub(super) id: i64,
    pub(super) due_us: i64,
    pub(super) job: &'d NewJob,
}

impl JobRow<'_> {
    pub(super) const COLUMNS: [Column<Self>; 6] = [
        Number("id", |row| row.id),
        Number("due_us", |row| row.due_us),
        MaybeNumber("since_us", |row| row.job.join.as_ref().map(|join| micros(join.since))),
        Text("name", |row| &row.job.name),
        MaybeText("key", |row| row.job.key.as_deref()),
        MaybeText("topic", |row| row.job.join.as_ref().map(|join| &*join.topic)),
    ];
}

/// Reserves as many numbers as there are deliveries, `?1`, also for those that turn out to be repeats.
/// So the statements that follow can compute the number before the first one.
pub(super) const RESERVE: &str = "
    INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq)
    SELECT taken.rowid, 'delivery', coalesce(taken.seq, 0) + ?1
    FROM (SELECT 1) LEFT JOIN sqlite_sequence AS taken ON taken.name = 'delivery'";

/// The number before the first delivery of the script; `?4` is how many there are.
const BEFORE: &str = "((SELECT seq FROM sqlite_sequence WHERE name = 'delivery') - ?4)";

/// A delivery whose `repeat` key is stored already is skipped; any other conflict is an error.
pub(super) static DELIVERIES: LazyLock<String> = LazyLock::new(|| {
    let rows = packed(&DELIVERY);
    format!(
        "INSERT OR ROLLBACK INTO delivery (id, repeat, received_us, head, body)
        SELECT {BEFORE} + 1 + place, repeat, received_us, head, body FROM ({rows}) AS row
        WHERE true
        ON CONFLICT (repeat) WHERE repeat IS NOT NULL DO NOTHING"
    )
});

/// The places of the deliveries that are new, if not all of the `?1` deliveries are. It must come
/// directly after [`DELIVERIES`], because `changes()` is about the statement before.
pub(super) const NEW: &str = "
    SELECT delivery.id - reserved.first AS place
    FROM (SELECT seq - ?1 + 1 AS first FROM sqlite_sequence WHERE name = 'delivery') AS reserved
    CROSS JOIN delivery ON delivery.id >= reserved.first
    WHERE (SELECT changes()) < ?1";

/// The jobs of the deliveries that are new. No other statement may change anything between
/// [`DELIVERIES`] and this one: when `changes()` says that all deliveries are new, their rows need not be
/// looked up.
pub(super) static JOBS: LazyLock<String> = LazyLock::new(|| {
    let rows = packed(&JobRow::COLUMNS);
    format!(
        "INSERT OR ROLLBACK INTO work (id, due_us, since_us, name, key, topic)
        SELECT ({BEFORE} << 20) + id, due_us, since_us, name, key, topic FROM ({rows}) AS row
        WHERE (SELECT changes()) = ?4
            OR EXISTS (SELECT 1 FROM delivery WHERE delivery.id = {BEFORE} + (row.id >> 20))"
    )
});

/// Puts deliveries into groups that one script can take. A delivery that is too large goes alone.
pub(super) fn groups(deliveries: &[NewDelivery]) -> Vec<&[NewDelivery]> {
    let (mut groups, mut rest) = (Vec::new(), deliveries);
    while !rest.is_empty() {
        let mut length = 0;
        let fits = |delivery: &&NewDelivery| {
            length += delivery.head.len() + delivery.body.len();
            length <= MOST_BYTES
        };
        let (group, others) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        groups.push(group);
        rest = others;
    }
    groups
}

/// Adds a group of deliveries to a script. Returns the place of [`DELIVERIES`].
pub(super) fn add(script: &mut Script, now: i64, group: &[NewDelivery]) -> usize {
    let count = || Argument::Number(saturated(group.len()));
    script.add(RESERVE, [count()]);
    let length = group.iter().map(|delivery| delivery.head.len() + delivery.body.len() + 16).sum();
    let [rows, numbers, bytes] = PackedRows::arguments(&DELIVERY, group, group.len(), length);
    let place = script.add(&DELIVERIES, [rows, numbers, bytes, count()]);
    script.add(NEW, [count()]);
    let jobs = job_rows(now, group);
    let [rows, numbers, bytes] = PackedRows::arguments(&JobRow::COLUMNS, jobs, group.len(), 64 * group.len());
    script.add(&JOBS, [rows, numbers, bytes, count()]);
    place
}

/// How each delivery of a group was accepted, from the results of [`DELIVERIES`] and [`NEW`].
pub(super) fn read(deliveries: &StatementResult, new: &StatementResult, count: usize) -> Vec<Accepted> {
    if deliveries.changed == u64::try_from(count).unwrap_or(u64::MAX) {
        return vec![Accepted::New; count];
    }
    let mut accepted = vec![Accepted::Repeated; count];
    for row in &new.rows {
        let place = usize::try_from(row.number("place")).ok();
        if let Some(accepted) = place.and_then(|place| accepted.get_mut(place)) {
            *accepted = Accepted::New;
        }
    }
    accepted
}

fn job_rows(now: i64, deliveries: &[NewDelivery]) -> impl Iterator<Item = JobRow<'_>> {
    (1..).zip(deliveries).flat_map(move |(place, delivery)| {
        delivery.jobs.iter().zip(0..).filter_map(move |(job, index)| {
            // Never `None`: the batcher refuses deliveries with more jobs than a number has room for.
            let id = JobId::new(place, index)?.as_i64();
            Some(JobRow { id, due_us: after(now, job.delay), job })
        })
    })
}

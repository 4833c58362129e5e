//! Accepting: one statement for the deliveries of a batch, and one for their jobs.

use std::iter::once;
use std::sync::LazyLock;

use super::rows::{Column, MOST_ROWS, RowsStatement, arguments};
use super::script::{Argument, Script, StatementResult, saturated};
use crate::inbox::engine::shared::{LenientRow as _, after, micros};
use crate::inbox::job_id::JobId;
use crate::inbox::new_delivery::{Accepted, NewDelivery, NewJob};

/// The most bytes of heads and bodies in one script: SQLite has each of them in memory twice.
const MOST_BYTES: usize = 8 << 20;

/// A delivery on its way into the table `delivery`.
pub(super) struct DeliveryRow<'d> {
    /// In the script, from 0.
    pub(super) place: i64,
    pub(super) delivery: &'d NewDelivery,
}

impl DeliveryRow<'_> {
    pub(super) const COLUMNS: [Column<Self>; 5] = [
        ("place", |row| row.place.into()),
        ("received_us", |row| micros(row.delivery.received_at).into()),
        ("repeat", |row| row.delivery.repeat.as_ref().map(<[u8; 16]>::as_slice).into()),
        ("head", |row| row.delivery.head.as_str().into()),
        ("body", |row| row.delivery.body.as_ref().into()),
    ];
}

/// A job on its way into the table `work`.
pub(super) struct JobRow<'d> {
    /// Begins with the place of its delivery in the script, from 1.
    pub(super) id: i64,
    pub(super) due_us: i64,
    pub(super) job: &'d NewJob,
}

impl JobRow<'_> {
    pub(super) const COLUMNS: [Column<Self>; 6] = [
        ("id", |row| row.id.into()),
        ("due_us", |row| row.due_us.into()),
        ("since_us", |row| row.job.join.as_ref().map(|join| micros(join.since)).into()),
        ("name", |row| row.job.name.as_str().into()),
        ("key", |row| row.job.key.as_deref().into()),
        ("topic", |row| row.job.join.as_ref().map(|join| join.topic.as_str()).into()),
    ];
}

/// Reserves as many numbers as there are deliveries, `?`, also for those that turn out to be repeats.
/// So the statements that follow can compute the number before the first one.
pub(super) const RESERVE: &str = "
    INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq)
    SELECT taken.rowid, 'delivery', coalesce(taken.seq, 0) + ?
    FROM (SELECT 1) LEFT JOIN sqlite_sequence AS taken ON taken.name = 'delivery'";

/// The number before the first delivery of the script; `?` is how many there are.
const BEFORE: &str = "((SELECT seq FROM sqlite_sequence WHERE name = 'delivery') - ?)";

/// A delivery whose `repeat` key is stored already is skipped; any other conflict is an error. `?` is how many
/// deliveries there are.
pub(super) static DELIVERIES: LazyLock<RowsStatement> = LazyLock::new(|| {
    let sql = format!(
        "INSERT OR ROLLBACK INTO delivery (id, repeat, received_us, head, body)
        SELECT {BEFORE} + 1 + place, repeat, received_us, head, body FROM {{rows}} AS row
        WHERE true
        ON CONFLICT (repeat) WHERE repeat IS NOT NULL DO NOTHING"
    );
    RowsStatement::new(&sql, &DeliveryRow::COLUMNS)
});

/// The places of the deliveries that are new, if not all of the `?` deliveries are. It must come
/// directly after [`DELIVERIES`], because `changes()` is about the statement before.
pub(super) const NEW: &str = "
    SELECT delivery.id - reserved.first AS place
    FROM (SELECT seq - ? + 1 AS first FROM sqlite_sequence WHERE name = 'delivery') AS reserved
    CROSS JOIN delivery ON delivery.id >= reserved.first
    WHERE (SELECT changes()) < ?";

/// The jobs of the deliveries that are new; each `?` is how many deliveries there are. No other statement may change
/// anything between [`DELIVERIES`] and this one: when `changes()` says that all deliveries are new, their rows need not
/// be looked up.
pub(super) static JOBS: LazyLock<RowsStatement> = LazyLock::new(|| {
    let sql = format!(
        "INSERT OR ROLLBACK INTO work (id, due_us, since_us, name, key, topic)
        SELECT ({BEFORE} << 20) + id, due_us, since_us, name, key, topic FROM {{rows}} AS row
        WHERE (SELECT changes()) = ?
            OR EXISTS (SELECT 1 FROM delivery WHERE delivery.id = {BEFORE} + (row.id >> 20))"
    );
    RowsStatement::new(&sql, &JobRow::COLUMNS)
});

/// Puts deliveries into groups that one script can take. A delivery that is too large, or has too many jobs, goes alone.
pub(super) fn groups(deliveries: &[NewDelivery]) -> Vec<&[NewDelivery]> {
    let (mut groups, mut rest) = (Vec::new(), deliveries);
    while !rest.is_empty() {
        let (mut count, mut jobs, mut length) = (0, 0, 0);
        let fits = |delivery: &&NewDelivery| {
            count += 1;
            jobs += delivery.jobs.len();
            length += delivery.head.len() + delivery.body.len();
            count <= MOST_ROWS && jobs <= MOST_ROWS && length <= MOST_BYTES
        };
        let (group, others) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        groups.push(group);
        rest = others;
    }
    groups
}

/// How many rows the statements of a group have at most.
pub(super) fn rows(group: &[NewDelivery]) -> usize {
    group.len().max(group.iter().map(|delivery| delivery.jobs.len()).sum())
}

/// Adds a group of deliveries to a script. Returns the place of [`DELIVERIES`].
pub(super) fn add(script: &mut Script, room: usize, now: i64, group: &[NewDelivery]) -> usize {
    let count = || Argument::from(saturated(group.len()));
    script.add(RESERVE, [count()]);
    let deliveries = (0..).zip(group).map(|(place, delivery)| DeliveryRow { place, delivery });
    let deliveries = arguments(&DeliveryRow::COLUMNS, room, deliveries);
    let place = script.add(&DELIVERIES.sql(room), once(count()).chain(deliveries));
    script.add(NEW, [count(), count()]);
    let jobs: Vec<_> = job_rows(now, group).collect();
    // More than one statement is for a delivery that goes alone. `changes()` is not 1 after the first: the others look.
    for jobs in jobs.chunks(MOST_ROWS) {
        let jobs = arguments(&JobRow::COLUMNS, room, jobs);
        script.add(&JOBS.sql(room), once(count()).chain(jobs).chain([count(), count()]));
    }
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

//! Accepting: one statement for the deliveries of a batch, and one for their jobs.

use super::packed_rows::{DeliveryRow, JobRow, PackedRows, delivery_column, job_column, saturated};
use super::row::LenientRow;
use super::script::{Argument, Script, StatementResult};
use crate::inbox::engine::shared::{after, micros};
use crate::inbox::job_id::JobId;
use crate::inbox::new_delivery::{Accepted, NewDelivery};

/// The most bytes of heads and bodies in one script: SQLite has each of them in memory twice.
const MOST_BYTES: usize = 8 << 20;

/// Reserves as many numbers as there are deliveries, `?1`, also for those that turn out to be repeats.
/// So the statements that follow can compute the number before the first one.
pub(super) const RESERVE: &str = "
    INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq)
    SELECT taken.rowid, 'delivery', coalesce(taken.seq, 0) + ?1
    FROM (SELECT 1) LEFT JOIN sqlite_sequence AS taken ON taken.name = 'delivery'";

/// The number before the first delivery of the script; `?4` is how many there are.
macro_rules! before {
    () => {
        "((SELECT seq FROM sqlite_sequence WHERE name = 'delivery') - ?4)"
    };
}

/// A delivery whose `repeat` key is stored already is skipped; any other conflict is an error.
pub(super) const DELIVERIES: &str = concat!(
    "INSERT OR ROLLBACK INTO delivery (id, repeat, received_us, head, body)
    SELECT ",
    before!(),
    " + 1 + key, ",
    delivery_column!(repeat),
    ", ",
    delivery_column!(received_us),
    ", ",
    delivery_column!(head),
    ", ",
    delivery_column!(body),
    " FROM json_each(?1)
    WHERE true
    ON CONFLICT (repeat) WHERE repeat IS NOT NULL DO NOTHING"
);

/// The places of the deliveries that are new, if not all of the `?1` deliveries are. It must come
/// directly after [`DELIVERIES`], because `changes()` is about the statement before.
pub(super) const NEW: &str = "
    SELECT delivery.id - reserved.first
    FROM (SELECT seq - ?1 + 1 AS first FROM sqlite_sequence WHERE name = 'delivery') AS reserved
    CROSS JOIN delivery ON delivery.id >= reserved.first
    WHERE (SELECT changes()) < ?1";

/// The jobs of the deliveries that are new. No other statement may change anything between
/// [`DELIVERIES`] and this one: when `changes()` says that all deliveries are new, their rows need not be
/// looked up.
pub(super) const JOBS: &str = concat!(
    "INSERT OR ROLLBACK INTO work (id, due_us, since_us, name, key, topic)
    SELECT (",
    before!(),
    " << 20) + ",
    job_column!(id),
    ", ",
    job_column!(due_us),
    ", ",
    job_column!(since_us),
    ", ",
    job_column!(name),
    ", ",
    job_column!(key),
    ", ",
    job_column!(topic),
    "
    FROM json_each(?1)
    WHERE (SELECT changes()) = ?4
        OR EXISTS (SELECT 1 FROM delivery WHERE delivery.id = ",
    before!(),
    " + (",
    job_column!(id),
    " >> 20))"
);

/// Deliveries that are added to scripts, as many to each as it can take.
#[derive(Debug)]
pub(super) struct PendingDeliveries<'d> {
    now: i64,
    rest: &'d [NewDelivery],
    accepted: Vec<Accepted>,
    /// In the script that runs: the place of [`DELIVERIES`], and how many deliveries there are.
    sent: Option<(usize, usize)>,
}

impl<'d> PendingDeliveries<'d> {
    pub(super) fn new(now: i64, deliveries: &'d [NewDelivery]) -> Self {
        Self { now, rest: deliveries, accepted: Vec::with_capacity(deliveries.len()), sent: None }
    }

    /// Adds as many of the rest to a script as it can take. Returns whether these are the last.
    pub(super) fn add_to(&mut self, script: &mut Script) -> bool {
        let (chunk, rest) = self.rest.split_at(fitting(self.rest));
        self.rest = rest;
        if !chunk.is_empty() {
            let count = || Argument::Number(saturated(chunk.len()));
            script.add(RESERVE, [count()]);
            let [rows, numbers, bytes] = delivery_rows(chunk).finish();
            let deliveries = script.add(DELIVERIES, [rows, numbers, bytes, count()]);
            script.add(NEW, [count()]);
            let [rows, numbers, bytes] = job_rows(self.now, chunk).finish();
            script.add(JOBS, [rows, numbers, bytes, count()]);
            self.sent = Some((deliveries, chunk.len()));
        }
        self.rest.is_empty()
    }

    /// Reads the results of the script.
    pub(super) fn read(&mut self, done: &[StatementResult]) {
        let Some((deliveries, count)) = self.sent.take() else { return };
        let (before, stored) = (self.accepted.len(), done[deliveries].changed);
        if stored == u64::try_from(count).unwrap_or(u64::MAX) {
            self.accepted.resize(before + count, Accepted::New);
            return;
        }
        self.accepted.resize(before + count, Accepted::Repeated);
        for row in &done[deliveries + 1].rows {
            let place = usize::try_from(row.number(0)).ok();
            if let Some(new) = place.and_then(|place| self.accepted.get_mut(before + place)) {
                *new = Accepted::New;
            }
        }
    }

    pub(super) fn finish(self) -> Vec<Accepted> {
        self.accepted
    }
}

/// How many deliveries go into one script: at least one, if there is one.
fn fitting(deliveries: &[NewDelivery]) -> usize {
    let mut length = 0;
    let fit = |delivery: &&NewDelivery| {
        length += delivery.head.len() + delivery.body.len();
        length <= MOST_BYTES
    };
    deliveries.iter().take_while(fit).count().max(1).min(deliveries.len())
}

fn delivery_rows(deliveries: &[NewDelivery]) -> PackedRows {
    let length = deliveries.iter().map(|delivery| delivery.head.len() + delivery.body.len() + 16).sum();
    let mut rows = PackedRows::with_capacity(deliveries.len(), DeliveryRow::COLUMNS, length);
    for NewDelivery { repeat, head, body, received_at, .. } in deliveries {
        let repeat = repeat.as_ref().map(<[u8; 16]>::as_slice);
        DeliveryRow { received_us: micros(*received_at), repeat, head, body }.push_to(&mut rows);
    }
    rows
}

/// The numbers of the jobs begin with the place of their delivery, from 1.
fn job_rows(now: i64, deliveries: &[NewDelivery]) -> PackedRows {
    let mut rows = PackedRows::with_capacity(deliveries.len(), JobRow::COLUMNS, 64 * deliveries.len());
    for (place, delivery) in (1..).zip(deliveries) {
        for (job, index) in delivery.jobs.iter().zip(0..) {
            // Never `None`: the batcher refuses deliveries with more jobs than a number has room for.
            let Some(id) = JobId::new(place, index) else { continue };
            let join = job.join.as_ref();
            let row = JobRow {
                id: id.as_i64(),
                due_us: after(now, job.delay),
                since_us: join.map(|join| micros(join.since)),
                name: &job.name,
                key: job.key.as_deref(),
                topic: join.map(|join| &*join.topic),
            };
            row.push_to(&mut rows);
        }
    }
    rows
}

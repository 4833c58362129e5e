//! Accepting: one statement for the deliveries of a batch, one for their jobs.

use super::super::job_id::JobId;
use super::super::micros::micros;
use super::super::new_delivery::{Accepted, NewDelivery};
use super::rows::{Lenient, Rows, bytes, maybe_bytes, maybe_number, number, saturated};
use super::script::{Argument, Done, Script};
use super::time::after;

/// As much as goes into one script, which SQLite keeps in memory twice.
const MOST: usize = 8 << 20;

/// Takes as many numbers as there are deliveries, whatever becomes of them: so those who come next
/// all know which number comes before the first.
pub(super) const RESERVE: &str = "
    INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq)
    SELECT taken.rowid, 'delivery', coalesce(taken.seq, 0) + ?1
    FROM (SELECT 1) LEFT JOIN sqlite_sequence AS taken ON taken.name = 'delivery'";

/// The number before the first; ?4 is how many there are.
macro_rules! before {
    () => {
        "((SELECT seq FROM sqlite_sequence WHERE name = 'delivery') - ?4)"
    };
}

/// What has been stored before is left alone; anything else that is in the way is an error.
pub(super) const DELIVERIES: &str = concat!(
    "INSERT OR ROLLBACK INTO delivery (id, repeat, received_us, head, body)
    SELECT ",
    before!(),
    " + 1 + key, ",
    maybe_bytes!(7, 1, 2),
    ", ",
    number!(7, 0),
    ", CAST(",
    bytes!(7, 3, 4),
    " AS TEXT), ",
    bytes!(7, 5, 6),
    " FROM json_each(?1)
    WHERE true
    ON CONFLICT (repeat) WHERE repeat IS NOT NULL DO NOTHING"
);

/// The places of those that are new, where not all are. It comes right behind the deliveries.
pub(super) const NEW: &str = "
    SELECT delivery.id - reserved.first
    FROM (SELECT seq - ?1 + 1 AS first FROM sqlite_sequence WHERE name = 'delivery') AS reserved
    CROSS JOIN delivery ON delivery.id >= reserved.first
    WHERE (SELECT changes()) < ?1";

/// Jobs of those that are new. Nothing may have changed since the deliveries.
pub(super) const JOBS: &str = concat!(
    "INSERT OR ROLLBACK INTO work (id, due_us, since_us, name, key, topic)
    SELECT (",
    before!(),
    " << 20) + ",
    number!(9, 0),
    ", ",
    number!(9, 1),
    ", ",
    maybe_number!(9, 2),
    ", CAST(",
    bytes!(9, 3, 4),
    " AS TEXT), CAST(",
    maybe_bytes!(9, 5, 6),
    " AS TEXT), CAST(",
    maybe_bytes!(9, 7, 8),
    " AS TEXT)
    FROM json_each(?1)
    WHERE (SELECT changes()) = ?4
        OR EXISTS (SELECT 1 FROM delivery WHERE delivery.id = ",
    before!(),
    " + (",
    number!(9, 0),
    " >> 20))"
);

/// Deliveries on their way, some of them with each script.
#[derive(Debug)]
pub(super) struct Accepting<'d> {
    now: i64,
    rest: &'d [NewDelivery],
    accepted: Vec<Accepted>,
    /// How many are in the script that runs, and where its statements are.
    sent: Option<(usize, usize)>,
}

impl<'d> Accepting<'d> {
    pub(super) fn new(now: i64, deliveries: &'d [NewDelivery]) -> Self {
        Self { now, rest: deliveries, accepted: Vec::with_capacity(deliveries.len()), sent: None }
    }

    /// Adds the next to a script: as many as go into one. Whether these are the last.
    pub(super) fn add(&mut self, script: &mut Script) -> bool {
        let (chunk, rest) = self.rest.split_at(fitting(self.rest));
        self.rest = rest;
        if !chunk.is_empty() {
            let count = || Argument::Number(saturated(chunk.len()));
            script.add(RESERVE, [count()]);
            let [places, numbers, bytes] = delivery_rows(chunk).finish();
            let deliveries = script.add(DELIVERIES, [places, numbers, bytes, count()]);
            script.add(NEW, [count()]);
            let [places, numbers, bytes] = job_rows(self.now, chunk).finish();
            script.add(JOBS, [places, numbers, bytes, count()]);
            self.sent = Some((deliveries, chunk.len()));
        }
        self.rest.is_empty()
    }

    /// What became of them, once the script has run.
    pub(super) fn read(&mut self, done: &[Done]) {
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

/// How many go into one script: at least one, if there is one.
fn fitting(deliveries: &[NewDelivery]) -> usize {
    let mut length = 0;
    let fit = |delivery: &&NewDelivery| {
        length += delivery.head.len() + delivery.body.len();
        length <= MOST
    };
    deliveries.iter().take_while(fit).count().max(1).min(deliveries.len())
}

fn delivery_rows(deliveries: &[NewDelivery]) -> Rows {
    let length = deliveries.iter().map(|delivery| delivery.head.len() + delivery.body.len() + 16).sum();
    let mut rows = Rows::with_capacity(deliveries.len(), 7, length);
    for delivery in deliveries {
        rows.row(micros(delivery.received_at))
            .bytes(delivery.repeat.as_ref().map(<[u8; 16]>::as_slice))
            .text(&*delivery.head)
            .bytes(&*delivery.body);
    }
    rows
}

/// Their numbers begin with the place of their delivery, from 1.
fn job_rows(now: i64, deliveries: &[NewDelivery]) -> Rows {
    let mut rows = Rows::with_capacity(deliveries.len(), 9, 64 * deliveries.len());
    for (place, delivery) in (1..).zip(deliveries) {
        for (job, index) in delivery.jobs.iter().zip(0..) {
            // Not None: the engine refuses more jobs than there are places.
            let Some(id) = JobId::new(place, index) else { continue };
            let join = job.join.as_ref();
            rows.row(id.as_i64())
                .number(after(now, job.delay))
                .number(join.map(|join| micros(join.since)))
                .text(&*job.name)
                .text(job.key.as_deref())
                .text(join.map(|join| &*join.topic));
        }
    }
    rows
}

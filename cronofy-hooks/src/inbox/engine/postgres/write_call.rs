//! [`WriteCall`]: the call of the function that writes a whole batch in one round trip.

use std::borrow::Cow;
use std::time::Duration;

use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;

use super::text::storable;
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{micros, span};
use crate::inbox::lease::{LeaseRequest, LeaseUpdate};
use crate::inbox::new_delivery::{NewDelivery, NewJob};

type PgQuery<'q> = Query<'q, Postgres, PgArguments>;

/// The arguments of the function `cronofy_hooks_turn` of `sql/write.sql`. Rows travel as columns: the
/// lists of one group have the same length, and the function puts them together with `unnest`.
#[derive(Debug, Default)]
pub(super) struct WriteCall<'a> {
    /// A time that a test gives; `None` for that of the database.
    pub(super) now_us: Option<i64>,
    pub(super) updates: UpdateColumns<'a>,
    pub(super) deliveries: DeliveryColumns<'a>,
    pub(super) jobs: JobColumns<'a>,
    pub(super) request: Option<LeaseRequest>,
    /// Whether to wait for the queue lock first.
    pub(super) takes_queue_lock: bool,
}

/// Lease updates, each of another job.
#[derive(Debug, Default)]
pub(super) struct UpdateColumns<'a> {
    /// The place of each in the batch.
    places: Vec<i32>,
    ids: Vec<i64>,
    fences: Vec<i64>,
    /// What becomes of the lease: see `sql/update_leases.sql`.
    kinds: Vec<i16>,
    waits_us: Vec<i64>,
    errors: Vec<Option<Cow<'a, str>>>,
}

/// Deliveries, sorted by their repeat keys.
#[derive(Debug, Default)]
pub(super) struct DeliveryColumns<'a> {
    /// The place of each in the order of arrival, from 1.
    places: Vec<i32>,
    repeats: Vec<Option<&'a [u8]>>,
    heads: Vec<Cow<'a, str>>,
    bodies: Vec<&'a [u8]>,
    received_us: Vec<i64>,
}

/// The jobs of the deliveries.
#[derive(Debug, Default)]
pub(super) struct JobColumns<'a> {
    /// The place of the delivery of each, as in [`DeliveryColumns`].
    places: Vec<i32>,
    /// The place of each in its delivery.
    indices: Vec<i32>,
    names: Vec<Cow<'a, str>>,
    keys: Vec<Option<Cow<'a, str>>>,
    topics: Vec<Option<Cow<'a, str>>>,
    since_us: Vec<Option<i64>>,
    delays_us: Vec<i64>,
}

impl WriteCall<'_> {
    /// The names of the arguments in SQL, in order: [`WriteCall::bind`] binds them in the same order.
    pub(super) const ARGUMENTS: [&'static str; 22] = [
        "now_us",
        "settle_places",
        "settle_ids",
        "settle_fences",
        "settle_kinds",
        "settle_waits",
        "settle_errors",
        "delivery_places",
        "delivery_repeats",
        "delivery_heads",
        "delivery_bodies",
        "delivery_received",
        "unit_places",
        "unit_indices",
        "unit_names",
        "unit_keys",
        "unit_topics",
        "unit_since",
        "unit_delays",
        "demand_most",
        "demand_hold",
        "takes_turnstile",
    ];

    pub(super) fn bind(self, query: PgQuery<'_>) -> PgQuery<'_> {
        let query = self.jobs.bind(self.deliveries.bind(self.updates.bind(self.now_us, query)));
        query
            .bind(self.request.map(|request| i64::try_from(request.max).unwrap_or(i64::MAX / 8)))
            .bind(self.request.map(|request| span(request.lease_duration)))
            .bind(self.takes_queue_lock)
    }
}

impl<'a> UpdateColumns<'a> {
    /// The updates of a batch at some places.
    pub(super) fn new(updates: &'a [FencedUpdate], places: &[usize]) -> Self {
        let mut columns = Self::default();
        for &place in places {
            let FencedUpdate { job, fence, update } = &updates[place];
            let (kind, wait, error) = match update {
                LeaseUpdate::Retry { after, error } => (0, *after, Some(error)),
                LeaseUpdate::Extend { lease_duration } => (1, *lease_duration, None),
                LeaseUpdate::Release => (2, Duration::ZERO, None),
                LeaseUpdate::Isolate { lease_duration } => (3, *lease_duration, None),
                LeaseUpdate::Done => (4, Duration::ZERO, None),
                LeaseUpdate::Discarded { reason } => (5, Duration::ZERO, Some(reason)),
                LeaseUpdate::Dead { error } => (6, Duration::ZERO, Some(error)),
            };
            columns.places.push(number(place));
            columns.ids.push(job.as_i64());
            columns.fences.push(fence.0);
            columns.kinds.push(kind);
            columns.waits_us.push(span(wait));
            columns.errors.push(error.map(|error| storable(error)));
        }
        columns
    }

    /// Binds the first seven arguments: those of `sql/update_leases.sql`.
    pub(super) fn bind(self, now_us: Option<i64>, query: PgQuery<'_>) -> PgQuery<'_> {
        let Self { places, ids, fences, kinds, waits_us, errors } = self;
        query.bind(now_us).bind(places).bind(ids).bind(fences).bind(kinds).bind(waits_us).bind(errors)
    }
}

impl<'a> DeliveryColumns<'a> {
    /// Adds a delivery, and its place in the order of arrival.
    pub(super) fn push(&mut self, place: usize, delivery: &'a NewDelivery) {
        self.places.push(number(place));
        self.repeats.push(delivery.repeat.as_ref().map(<[u8; 16]>::as_slice));
        self.heads.push(storable(&delivery.head));
        self.bodies.push(&delivery.body);
        self.received_us.push(micros(delivery.received_at));
    }

    fn bind(self, query: PgQuery<'_>) -> PgQuery<'_> {
        let Self { places, repeats, heads, bodies, received_us } = self;
        query.bind(places).bind(repeats).bind(heads).bind(bodies).bind(received_us)
    }
}

impl<'a> JobColumns<'a> {
    /// Adds a job, the place of its delivery, and its place in that.
    pub(super) fn push(&mut self, place: usize, index: usize, job: &'a NewJob) {
        self.places.push(number(place));
        self.indices.push(number(index));
        self.names.push(storable(&job.name));
        self.keys.push(job.key.as_deref().map(storable));
        self.topics.push(job.join.as_ref().map(|join| storable(&join.topic)));
        self.since_us.push(job.join.as_ref().map(|join| micros(join.since)));
        self.delays_us.push(span(job.delay));
    }

    fn bind(self, query: PgQuery<'_>) -> PgQuery<'_> {
        let Self { places, indices, names, keys, topics, since_us, delays_us } = self;
        query.bind(places).bind(indices).bind(names).bind(keys).bind(topics).bind(since_us).bind(delays_us)
    }
}

/// A batch never has more rows than fit.
fn number(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_those_of_the_function_in_its_order() {
        let sql = include_str!("sql/write.sql");
        let arguments = sql.split_once("cronofy_hooks_turn(").and_then(|(_, rest)| rest.split_once(") RETURNS"));
        let lines = arguments.expect("the function has arguments").0.lines().map(str::trim);
        let names: Vec<_> = lines.filter_map(|line| line.split_once(' ')).map(|(name, _)| name).collect();
        assert_eq!(names, WriteCall::ARGUMENTS);
    }
}

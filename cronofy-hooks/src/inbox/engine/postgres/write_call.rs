//! [`WriteCall`]: the call of the function that writes a whole batch in one round trip.

use std::borrow::Cow;

use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;

use super::sql::storable;
use crate::inbox::batcher::FencedUpdate;
use crate::inbox::engine::shared::{micros, parts, span};
use crate::inbox::lease::LeaseRequest;
use crate::inbox::new_delivery::{NewDelivery, NewJob};

type PgQuery<'q> = Query<'q, Postgres, PgArguments>;

/// A part of the arguments: fields that are bound in their order. Their names are those in SQL.
macro_rules! arguments {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name<'a> {
            $($(#[$field_doc])* $field: $type,)+
        }

        impl $name<'_> {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];

            fn bind(self, query: PgQuery<'_>) -> PgQuery<'_> {
                query$(.bind(self.$field))+
            }
        }
    };
}

arguments! {
    /// Lease updates, each of another job.
    UpdateColumns {
        /// The place of each in the batch.
        settle_places: Vec<i32>,
        settle_ids: Vec<i64>,
        settle_fences: Vec<i64>,
        /// See [`parts`].
        settle_kinds: Vec<i16>,
        settle_waits: Vec<i64>,
        settle_errors: Vec<Option<Cow<'a, str>>>,
    }
}

arguments! {
    /// Deliveries, sorted by their repeat keys.
    DeliveryColumns {
        /// The place of each in the order of arrival, from 1.
        delivery_places: Vec<i32>,
        delivery_repeats: Vec<Option<&'a [u8]>>,
        delivery_heads: Vec<Cow<'a, str>>,
        delivery_bodies: Vec<&'a [u8]>,
        delivery_received: Vec<i64>,
    }
}

arguments! {
    /// The jobs of the deliveries.
    JobColumns {
        /// The place of the delivery of each, as in [`DeliveryColumns`].
        unit_places: Vec<i32>,
        /// The place of each in its delivery.
        unit_indices: Vec<i32>,
        unit_names: Vec<Cow<'a, str>>,
        unit_keys: Vec<Option<Cow<'a, str>>>,
        unit_topics: Vec<Option<Cow<'a, str>>>,
        unit_since: Vec<Option<i64>>,
        unit_delays: Vec<i64>,
    }
}

/// The arguments of the function `cronofy_hooks_turn` of `sql/write.sql`. Rows travel as columns: the lists of
/// one group have the same length, and the function puts them together with `unnest`.
#[derive(Debug, Default)]
pub(super) struct WriteCall<'a> {
    /// A time that a test gives; `None` for that of the database.
    pub(super) now_us: Option<i64>,
    pub(super) updates: UpdateColumns<'a>,
    pub(super) deliveries: DeliveryColumns<'a>,
    pub(super) jobs: JobColumns<'a>,
    /// The arguments `demand_most` and `demand_hold`.
    pub(super) request: Option<LeaseRequest>,
    /// Whether to wait for the queue lock first.
    pub(super) takes_turnstile: bool,
}

impl WriteCall<'_> {
    /// The names of the arguments in SQL, in their order.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        let columns = [UpdateColumns::NAMES, DeliveryColumns::NAMES, JobColumns::NAMES];
        ["now_us"].into_iter().chain(columns.concat()).chain(["demand_most", "demand_hold", "takes_turnstile"])
    }

    pub(super) fn bind(self, query: PgQuery<'_>) -> PgQuery<'_> {
        let query = self.jobs.bind(self.deliveries.bind(self.updates.bind_with_now(self.now_us, query)));
        query
            .bind(self.request.map(|request| i64::try_from(request.max).unwrap_or(i64::MAX / 8)))
            .bind(self.request.map(|request| span(request.lease_duration)))
            .bind(self.takes_turnstile)
    }
}

impl<'a> UpdateColumns<'a> {
    /// The updates of a batch at some places.
    pub(super) fn new(updates: &'a [FencedUpdate], places: &[usize]) -> Self {
        let mut columns = Self::default();
        for &place in places {
            let FencedUpdate { job, fence, update } = &updates[place];
            let (kind, wait, error) = parts(update);
            columns.settle_places.push(number(place));
            columns.settle_ids.push(job.as_i64());
            columns.settle_fences.push(fence.0);
            columns.settle_kinds.push(kind);
            columns.settle_waits.push(span(wait));
            columns.settle_errors.push(error.map(storable));
        }
        columns
    }

    /// Binds the first seven arguments, which are those of `sql/update_leases.sql`.
    pub(super) fn bind_with_now(self, now_us: Option<i64>, query: PgQuery<'_>) -> PgQuery<'_> {
        self.bind(query.bind(now_us))
    }
}

impl<'a> DeliveryColumns<'a> {
    /// Adds a delivery, and its place in the order of arrival.
    pub(super) fn push(&mut self, place: usize, delivery: &'a NewDelivery) {
        self.delivery_places.push(number(place));
        self.delivery_repeats.push(delivery.repeat.as_ref().map(<[u8; 16]>::as_slice));
        self.delivery_heads.push(storable(&delivery.head));
        self.delivery_bodies.push(&delivery.body);
        self.delivery_received.push(micros(delivery.received_at));
    }
}

impl<'a> JobColumns<'a> {
    /// Adds a job, the place of its delivery, and its place in that.
    pub(super) fn push(&mut self, place: usize, index: usize, job: &'a NewJob) {
        self.unit_places.push(number(place));
        self.unit_indices.push(number(index));
        self.unit_names.push(storable(&job.name));
        self.unit_keys.push(job.key.as_deref().map(storable));
        self.unit_topics.push(job.join.as_ref().map(|join| storable(&join.topic)));
        self.unit_since.push(job.join.as_ref().map(|join| micros(join.since)));
        self.unit_delays.push(span(job.delay));
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
        assert_eq!(names, WriteCall::names().collect::<Vec<_>>());
    }
}

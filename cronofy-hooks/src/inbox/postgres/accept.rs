//! Storing deliveries.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use sqlx::{PgConnection, Row};

use super::super::new::{Accepted, NewDelivery, NewUnit};
use super::schema::Statements;
use super::text::storable;
use super::time::{micros, span};

/// What one statement carries, in bytes; a delivery that is larger goes alone.
const MOST: usize = 8 << 20;

/// Deliveries on their way into the tables.
pub(super) struct Accepting<'a> {
    deliveries: &'a [NewDelivery],
    /// The places of those that are not the same as one before them, sorted by their repeat keys.
    places: Vec<usize>,
}

impl<'a> Accepting<'a> {
    pub(super) fn new(deliveries: &'a [NewDelivery]) -> Self {
        let mut seen = HashSet::new();
        let mut places: Vec<_> = (0..deliveries.len()).collect();
        places.retain(|&place| deliveries[place].repeat.is_none_or(|repeat| seen.insert(repeat)));
        places.sort_by_key(|&place| (deliveries[place].repeat, place));
        Self { deliveries, places }
    }

    /// In how many statements it is stored.
    pub(super) fn is_one_statement(&self) -> bool {
        self.parts().len() <= 1
    }

    /// Stores them. `now` is `None` where the database knows the time. Somebody else is told of them
    /// if that is asked, where there is one that is new.
    pub(super) async fn store(
        &self,
        connection: &mut PgConnection,
        statements: &Statements,
        now: Option<i64>,
        notify: bool,
    ) -> sqlx::Result<Vec<Accepted>> {
        let mut accepted = vec![Accepted::Repeated; self.deliveries.len()];
        for part in self.parts() {
            self.store_part(connection, statements, now, notify, &self.places[part], &mut accepted).await?;
        }
        Ok(accepted)
    }

    async fn store_part(
        &self,
        connection: &mut PgConnection,
        statements: &Statements,
        now: Option<i64>,
        notify: bool,
        places: &[usize],
        accepted: &mut [Accepted],
    ) -> sqlx::Result<()> {
        let mut in_order = places.to_vec();
        in_order.sort_unstable();
        let deliveries = Deliveries::new(self.deliveries, places, &in_order);
        let units = Units::new(self.deliveries, &in_order);
        let query = sqlx::query(statements.accept.clone())
            .bind(now)
            .bind(count(places.len()))
            .bind(deliveries.places)
            .bind(deliveries.repeats)
            .bind(deliveries.heads)
            .bind(deliveries.bodies)
            .bind(deliveries.received)
            .bind(units.places)
            .bind(units.indices)
            .bind(units.names)
            .bind(units.keys)
            .bind(units.topics)
            .bind(units.since)
            .bind(units.delays)
            .bind(notify);
        let row = query.fetch_one(connection).await?;
        let numbers: Vec<i64> = row.try_get(0)?;
        let stored: HashSet<i64> = row.try_get::<Vec<i64>, _>(1)?.into_iter().collect();
        for (number, place) in numbers.iter().zip(in_order) {
            if stored.contains(number) {
                accepted[place] = Accepted::New;
            }
        }
        Ok(())
    }

    /// Parts that are not too large for a statement.
    fn parts(&self) -> Vec<Range<usize>> {
        let (mut parts, mut start, mut size) = (Vec::new(), 0, 0);
        for (end, &place) in self.places.iter().enumerate() {
            let NewDelivery { head, body, units, .. } = &self.deliveries[place];
            let own = head.len() + body.len() + units.len() * size_of::<NewUnit>();
            if end > start && size + own > MOST {
                parts.push(start..end);
                (start, size) = (end, 0);
            }
            size += own;
        }
        if start < self.places.len() {
            parts.push(start..self.places.len());
        }
        parts
    }
}

/// The columns of the deliveries.
struct Deliveries<'a> {
    /// From 1, in order of arrival.
    places: Vec<i32>,
    repeats: Vec<Option<&'a [u8]>>,
    heads: Vec<Cow<'a, str>>,
    bodies: Vec<&'a [u8]>,
    received: Vec<i64>,
}

impl<'a> Deliveries<'a> {
    fn new(deliveries: &'a [NewDelivery], places: &[usize], in_order: &[usize]) -> Self {
        let rank = |place: usize| count(in_order.partition_point(|&other| other < place) + 1);
        let these = || places.iter().map(|&place| &deliveries[place]);
        Self {
            places: places.iter().map(|&place| rank(place)).collect(),
            repeats: these().map(|delivery| delivery.repeat.as_ref().map(<[u8; 16]>::as_slice)).collect(),
            heads: these().map(|delivery| storable(&delivery.head)).collect(),
            bodies: these().map(|delivery| &*delivery.body).collect(),
            received: these().map(|delivery| micros(delivery.received_at)).collect(),
        }
    }
}

/// The columns of the units.
struct Units<'a> {
    /// Those of their deliveries.
    places: Vec<i32>,
    indices: Vec<i32>,
    names: Vec<Cow<'a, str>>,
    keys: Vec<Option<Cow<'a, str>>>,
    topics: Vec<Option<Cow<'a, str>>>,
    since: Vec<Option<i64>>,
    delays: Vec<i64>,
}

impl<'a> Units<'a> {
    fn new(deliveries: &'a [NewDelivery], in_order: &[usize]) -> Self {
        let these = || {
            in_order.iter().zip(1..).flat_map(|(&place, rank)| {
                deliveries[place].units.iter().zip(0..).map(move |(unit, index)| (rank, index, unit))
            })
        };
        Self {
            places: these().map(|(rank, _, _)| rank).collect(),
            indices: these().map(|(_, index, _)| index).collect(),
            names: these().map(|(_, _, unit)| storable(&unit.name)).collect(),
            keys: these().map(|(_, _, unit)| unit.key.as_deref().map(storable)).collect(),
            topics: these().map(|(_, _, unit)| unit.join.as_ref().map(|join| storable(&join.topic))).collect(),
            since: these().map(|(_, _, unit)| unit.join.as_ref().map(|join| micros(join.since))).collect(),
            delays: these().map(|(_, _, unit)| span(unit.delay)).collect(),
        }
    }
}

/// There are never more than fit into a batch.
fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

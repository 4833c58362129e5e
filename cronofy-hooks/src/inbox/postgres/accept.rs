//! Deliveries on their way into the tables.

use std::borrow::Cow;
use std::collections::HashSet;

use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;

use super::super::micros::{micros, span};
use super::super::new_delivery::{NewDelivery, NewJob};
use super::text::storable;

/// What one statement carries, in bytes; a delivery that is larger goes alone. Tests need not send
/// megabytes to see that.
const MOST: usize = if cfg!(test) { 64 << 10 } else { 8 << 20 };

/// Puts deliveries into groups that are not too large for a statement, by their places. What is the
/// same as one before it is left out. Each group is sorted by the repeat keys, as are the groups.
pub(super) fn groups(deliveries: &[NewDelivery]) -> Vec<Vec<usize>> {
    let mut seen = HashSet::new();
    let mut places: Vec<_> = (0..deliveries.len()).collect();
    places.retain(|&place| deliveries[place].repeat.is_none_or(|repeat| seen.insert(repeat)));
    places.sort_by_key(|&place| (deliveries[place].repeat, place));

    let (mut groups, mut size) = (Vec::new(), MOST);
    for place in places {
        let NewDelivery { head, body, jobs, .. } = &deliveries[place];
        size += head.len() + body.len() + jobs.len() * size_of::<NewJob>();
        match groups.last_mut() {
            Some(group) if size <= MOST => Vec::push(group, place),
            _ => {
                groups.push(vec![place]);
                size = head.len() + body.len();
            }
        }
    }
    groups
}

/// Some deliveries, as the columns of their rows and those of their jobs.
pub(super) struct Deliveries<'a> {
    deliveries: &'a [NewDelivery],
    /// Sorted by the repeat keys.
    places: &'a [usize],
    /// The same in order of arrival, in which they are numbered.
    pub(super) in_order: Vec<usize>,
}

impl<'a> Deliveries<'a> {
    pub(super) fn new(deliveries: &'a [NewDelivery], places: &'a [usize]) -> Self {
        let mut in_order = places.to_vec();
        in_order.sort_unstable();
        Self { deliveries, places, in_order }
    }

    pub(super) fn bind<'q>(&self, query: Query<'q, Postgres, PgArguments>) -> Query<'q, Postgres, PgArguments> {
        let rank = |place: usize| number(self.in_order.partition_point(|&other| other < place) + 1);
        let these = || self.places.iter().map(|&place| &self.deliveries[place]);
        let query = query
            .bind(self.places.iter().map(|&place| rank(place)).collect::<Vec<_>>())
            .bind(these().map(|it| it.repeat.as_ref().map(<[u8; 16]>::as_slice)).collect::<Vec<_>>())
            .bind(these().map(|it| storable(&it.head)).collect::<Vec<_>>())
            .bind(these().map(|it| &*it.body).collect::<Vec<&[u8]>>())
            .bind(these().map(|it| micros(it.received_at)).collect::<Vec<_>>());
        let jobs = || self.jobs();
        query
            .bind(jobs().map(|(rank, _, _)| rank).collect::<Vec<_>>())
            .bind(jobs().map(|(_, index, _)| index).collect::<Vec<_>>())
            .bind(jobs().map(|(_, _, job)| storable(&job.name)).collect::<Vec<_>>())
            .bind(jobs().map(|(_, _, job)| job.key.as_deref().map(storable)).collect::<Vec<Option<Cow<'_, str>>>>())
            .bind(jobs().map(|(_, _, job)| job.join.as_ref().map(|join| storable(&join.topic))).collect::<Vec<_>>())
            .bind(jobs().map(|(_, _, job)| job.join.as_ref().map(|join| micros(join.since))).collect::<Vec<_>>())
            .bind(jobs().map(|(_, _, job)| span(job.delay)).collect::<Vec<_>>())
    }

    /// Each job, with the rank of its delivery and its own place in that.
    fn jobs(&self) -> impl Iterator<Item = (i32, i32, &'a NewJob)> {
        self.in_order.iter().zip(1..).flat_map(|(&place, rank)| {
            self.deliveries[place].jobs.iter().zip(0..).map(move |(job, index)| (rank, index, job))
        })
    }
}

/// There are never more than fit into a batch.
fn number(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use jiff::Timestamp;

    use super::*;

    fn delivery(repeat: u8, size: usize) -> NewDelivery {
        let body = Bytes::from(vec![0; size]);
        let (head, received_at) = (String::new(), Timestamp::UNIX_EPOCH);
        NewDelivery { repeat: (repeat > 0).then_some([repeat; 16]), head, body, received_at, jobs: Vec::new() }
    }

    #[test]
    fn groups_are_sorted_and_not_too_large() {
        let of = |deliveries: &[(u8, usize)]| {
            groups(&deliveries.iter().map(|&(repeat, size)| delivery(repeat, size)).collect::<Vec<_>>())
        };
        assert_eq!(of(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(of(&[(3, 1), (1, 1), (3, 1), (2, 1), (0, 1), (0, 1)]), [[4, 5, 1, 3, 0]]);
        let half = MOST / 2;
        assert_eq!(of(&[(1, half), (2, half), (3, 1), (4, 3 * MOST), (5, 1)]), [vec![0, 1], vec![2], vec![3], vec![4]]);
    }
}

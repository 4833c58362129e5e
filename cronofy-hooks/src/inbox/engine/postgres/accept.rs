//! Groups of deliveries, each for one statement.

use std::collections::HashSet;

use super::write_call::{DeliveryColumns, JobColumns};
use crate::inbox::new_delivery::{NewDelivery, NewJob};

/// The most bytes in one statement; a delivery that is larger goes alone. Tests need not send megabytes.
const MOST_BYTES: usize = if cfg!(test) { 64 << 10 } else { 8 << 20 };

/// Puts deliveries into groups that are not too large for a statement, by their places in the slice. A
/// delivery with the repeat key of an earlier one is left out. Repeat keys are in order within each group
/// and from group to group: two processes that store the same deliveries at once take the entries of the
/// unique index in the same order, so neither waits for the other in a circle.
pub(super) fn groups(deliveries: &[NewDelivery]) -> Vec<Vec<usize>> {
    let mut seen = HashSet::new();
    let mut places: Vec<_> = (0..deliveries.len()).collect();
    places.retain(|&place| deliveries[place].repeat.is_none_or(|repeat| seen.insert(repeat)));
    places.sort_by_key(|&place| (deliveries[place].repeat, place));

    let (mut groups, mut size) = (Vec::new(), MOST_BYTES);
    for place in places {
        let NewDelivery { head, body, jobs, .. } = &deliveries[place];
        size += head.len() + body.len() + jobs.len() * size_of::<NewJob>();
        match groups.last_mut() {
            Some(group) if size <= MOST_BYTES => Vec::push(group, place),
            _ => {
                groups.push(vec![place]);
                size = head.len() + body.len();
            }
        }
    }
    groups
}

/// The columns of a group, and its places in the order of arrival, by which the deliveries are numbered.
pub(super) fn columns<'a>(
    deliveries: &'a [NewDelivery],
    group: &[usize],
) -> (DeliveryColumns<'a>, JobColumns<'a>, Vec<usize>) {
    let (mut delivery_columns, mut job_columns) = (DeliveryColumns::default(), JobColumns::default());
    let mut in_order = group.to_vec();
    in_order.sort_unstable();
    for &place in group {
        let rank = in_order.partition_point(|&other| other < place) + 1;
        delivery_columns.push(rank, &deliveries[place]);
    }
    for (&place, rank) in in_order.iter().zip(1..) {
        for (job, index) in deliveries[place].jobs.iter().zip(0..) {
            job_columns.push(rank, index, job);
        }
    }
    (delivery_columns, job_columns, in_order)
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
        let half = MOST_BYTES / 2;
        let deliveries = [(1, half), (2, half), (3, 1), (4, 3 * MOST_BYTES), (5, 1)];
        assert_eq!(of(&deliveries), [vec![0, 1], vec![2], vec![3], vec![4]]);
    }
}

//! Puts events of a day that overlap beside each other.

use jiff::Timestamp;

use crate::world::model::Event;

/// An event within a day, and its place beside those at the same time.
#[derive(Debug)]
pub(super) struct DayBlock<'w> {
    pub(super) event: &'w Event,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    /// From the left, from 0.
    pub(super) column: u32,
    pub(super) columns: u32,
}

/// Gives each block the first free column. All blocks of a group that overlaps, directly or through others, have the
/// same number of columns.
pub(super) fn side_by_side(blocks: &mut [DayBlock<'_>]) {
    blocks.sort_by_key(|it| (it.from, std::cmp::Reverse(it.until)));
    let mut rest = blocks;
    while let Some(first) = rest.first() {
        let mut until = first.until;
        let overlapping = rest.iter().take_while(|it| {
            let overlaps = it.from < until;
            until = until.max(if overlaps { it.until } else { until });
            overlaps
        });
        let count = overlapping.count().max(1);
        let (group, others) = rest.split_at_mut(count);
        // When each column is free again.
        let mut free: Vec<Timestamp> = Vec::new();
        for block in &mut *group {
            let column = free.iter().position(|at| *at <= block.from).unwrap_or(free.len());
            if column == free.len() {
                free.push(block.until);
            }
            free[column] = block.until;
            block.column = u32::try_from(column).unwrap_or_default();
        }
        for block in group {
            block.columns = u32::try_from(free.len()).unwrap_or(1);
        }
        rest = others;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_at_the_same_time_are_beside_each_other() {
        let event = Event::default();
        let at = |time: &str| format!("2026-01-17T{time}:00Z").parse().expect("a time");
        let block = |(from, until): (&str, &str)| DayBlock {
            event: &event,
            from: at(from),
            until: at(until),
            column: 0,
            columns: 1,
        };
        let times = [
            ("09:00", "10:00"),
            ("09:30", "11:00"),
            ("10:00", "10:30"),
            ("11:00", "12:00"),
            ("14:00", "15:00"),
            ("14:00", "15:30"),
        ];
        let mut blocks = times.map(block);
        side_by_side(&mut blocks);
        // The longer of two that begin together is first.
        assert_eq!(blocks.map(|it| (it.column, it.columns)), [(0, 2), (1, 2), (0, 2), (0, 1), (0, 2), (1, 2)]);
    }
}

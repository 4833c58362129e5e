//! Finds the times at which enough members of every group are free.

use jiff::Timestamp;

use super::free::Margins;
use super::slots;
use super::time_set::{TimeRange, TimeSet};
use crate::clock::later;
use crate::world::model::{AnswerFormat, AvailabilityQuery, FreeTime, World};

/// How many times an answer has at most.
pub(super) const MOST_RESULTS: usize = 512;

/// The members that are free, one bit each: the places of all groups one after the other.
pub(super) type MemberBits = u128;

/// When the members of a query are free, within some periods.
pub(super) struct Search<'q> {
    query: &'q AvailabilityQuery,
    /// By place of the member, over all groups.
    free: Vec<TimeSet>,
    /// For each group: its bits, and how many of them there must be.
    groups: Vec<(MemberBits, usize)>,
    periods: TimeSet,
}

impl World {
    /// The times that a checked query asks for, in order.
    pub(crate) fn find_availability(&self, query: &AvailabilityQuery) -> Vec<FreeTime> {
        let duration = query.required_duration.duration();
        let slot = |start: Timestamp| (start, later(start, duration));
        let periods = query.query_periods.iter().map(|it| (it.start, it.end));
        let periods: TimeSet = periods.chain(query.query_slots.iter().map(|it| slot(it.start))).collect();
        let search = self.search(query, periods);
        let most = query.max_results.map_or(MOST_RESULTS, |most| most as usize).min(MOST_RESULTS);
        if !query.query_slots.is_empty() {
            let slots = query.query_slots.iter().filter_map(|it| search.time(slot(it.start)));
            return slots.take(most).collect();
        }
        let interval = query.start_interval.map(|it| it.duration());
        match query.response_format {
            AnswerFormat::Periods => {
                let aligned = |(start, end)| {
                    let start = interval.map_or(start, |interval| slots::aligned(start, interval));
                    (later(start, duration) <= end).then_some((start, end))
                };
                let ranges = search.ranges().into_iter().filter_map(aligned);
                ranges.filter_map(|range| search.time(range)).take(most).collect()
            }
            AnswerFormat::Slots => search.slots(slots::apart(search.ranges(), duration, interval), most),
            AnswerFormat::OverlappingSlots => {
                search.slots(slots::overlapping(search.ranges(), duration, interval), most)
            }
        }
    }

    pub(super) fn search<'q>(&self, query: &'q AvailabilityQuery, periods: TimeSet) -> Search<'q> {
        let margins = Margins { before: query.buffer.before.least(), after: query.buffer.after.least() };
        let ranges = periods.ranges();
        let whole = ranges.first().zip(ranges.last()).map(|(first, last)| (first.0, last.1)).unwrap_or_default();
        let (mut free, mut groups) = (Vec::new(), Vec::new());
        for group in &query.participants {
            let mut bits = 0;
            for member in &group.members {
                bits |= 1 << free.len();
                free.push(self.free_time(member, whole, margins));
            }
            groups.push((bits, group.required()));
        }
        Search { query, free, groups, periods }
    }
}

impl Search<'_> {
    /// The time of a meeting with all members that are free for all of it, if they are enough.
    pub(super) fn time(&self, range: TimeRange) -> Option<FreeTime> {
        let free = self.free_in(range);
        self.are_enough(free).then(|| {
            let members = self.query.participants.iter().flat_map(|group| &group.members).enumerate();
            let mut subs: Vec<String> = Vec::new();
            for (_, member) in members.filter(|(place, _)| free & (1 << place) != 0) {
                if !subs.contains(&member.sub) {
                    subs.push(member.sub.clone());
                }
            }
            FreeTime { start: range.0, end: range.1, subs }
        })
    }

    /// The longest ranges in which enough members are free from start to end, and a meeting fits. Two of them may
    /// overlap when they are of different members.
    pub(super) fn ranges(&self) -> Vec<TimeRange> {
        let duration = self.query.required_duration.duration();
        let mut found = Vec::new();
        for &(start, end) in self.periods.ranges() {
            let of_members = self.free.iter().flat_map(|set| set.ranges()).flat_map(|range| [range.0, range.1]);
            let mut edges: Vec<_> = of_members.filter(|edge| start < *edge && *edge < end).collect();
            edges.extend([start, end]);
            edges.sort_unstable();
            edges.dedup();
            let parts: Vec<_> = edges.windows(2).map(|pair| self.free_in((pair[0], pair[1]))).collect();
            // The end of the range before, as a place in `edges`.
            let mut reached = 0;
            for first in 0..parts.len() {
                let mut free = MemberBits::MAX;
                let enough = parts[first..].iter().take_while(|part| {
                    free &= **part;
                    self.are_enough(free)
                });
                let last = first + enough.count();
                // Otherwise it is a part of the range before.
                if last > reached.max(first) {
                    reached = last;
                    found.push((edges[first], edges[last]));
                }
            }
        }
        found.retain(|(start, end)| later(*start, duration) <= *end);
        found
    }

    fn slots(&self, ranges: impl Iterator<Item = TimeRange>, most: usize) -> Vec<FreeTime> {
        ranges.filter_map(|range| self.time(range)).take(most).collect()
    }

    fn free_in(&self, range: TimeRange) -> MemberBits {
        let free = self.free.iter().enumerate().filter(|(_, set)| set.contains(range));
        free.fold(0, |bits, (place, _)| bits | (1 << place))
    }

    fn are_enough(&self, free: MemberBits) -> bool {
        self.groups.iter().all(|(bits, required)| (free & bits).count_ones() as usize >= *required)
    }
}

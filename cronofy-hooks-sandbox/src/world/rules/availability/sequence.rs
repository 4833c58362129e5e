//! Finds the times of several meetings that follow one another.

use jiff::Timestamp;

use super::search::{MOST_RESULTS, Search};
use super::slots::aligned;
use super::time_set::{TimeRange, TimeSet};
use crate::clock::later;
use crate::world::model::{AvailabilityQuery, FreeStep, FreeTime, SequenceQuery, World};

/// How many places for a step are tried for one query: it bounds the work of one without a result.
const MOST_TRIES: usize = 20_000;

/// A step with the ranges in which its meeting can be.
struct SearchedStep<'q> {
    place: usize,
    query: &'q AvailabilityQuery,
    search: Search<'q>,
    ranges: Vec<TimeRange>,
}

impl World {
    /// The sequences that a checked query asks for: at most one for each start of the first step, with each further
    /// step as early as it can be.
    pub(crate) fn find_sequences(&self, query: &SequenceQuery) -> Vec<Vec<FreeStep>> {
        let mut order: Vec<_> = query.sequence.iter().enumerate().collect();
        order.sort_by_key(|(_, step)| step.ordinal.unwrap_or(u32::MAX));
        let steps = order.into_iter().map(|(place, step)| {
            let own = Some(&step.query_periods).filter(|periods| !periods.is_empty());
            let periods = own.unwrap_or(&query.query_periods).iter().map(|it| (it.start, it.end));
            let search = self.search(step, periods.collect::<TimeSet>());
            let ranges = search.ranges();
            SearchedStep { place, query: step, search, ranges }
        });
        let steps: Vec<_> = steps.collect();
        let Some((first, rest)) = steps.split_first() else { return Vec::new() };
        let mut tries = MOST_TRIES;
        let starts = first.times(Timestamp::MIN, None);
        let sequences = starts.map_while(|time| {
            tries = tries.checked_sub(1)?;
            let mut sequence = vec![FreeStep { place: first.place, time }];
            Some(follow(first, rest, &mut sequence, &mut tries).then_some(sequence))
        });
        sequences.flatten().take(MOST_RESULTS).collect()
    }
}

/// Adds a time for each of the steps that follow. Returns whether there is one.
fn follow(
    before: &SearchedStep<'_>,
    steps: &[SearchedStep<'_>],
    sequence: &mut Vec<FreeStep>,
    tries: &mut usize,
) -> bool {
    let Some((step, rest)) = steps.split_first() else { return true };
    let ended = sequence.last().map_or(Timestamp::MIN, |it| it.time.end);
    let (after, ahead) = (before.query.buffer.after, step.query.buffer.before);
    let earliest = later(ended, after.least().max(ahead.least()));
    let most = [after.most(), ahead.most()].into_iter().flatten().min();
    for time in step.times(earliest, most.map(|most| later(ended, most))) {
        if *tries == 0 {
            return false;
        }
        *tries -= 1;
        sequence.push(FreeStep { place: step.place, time });
        if follow(step, rest, sequence, tries) {
            return true;
        }
        sequence.pop();
    }
    false
}

impl SearchedStep<'_> {
    /// The times of the meeting that start between two times, in order.
    fn times(&self, earliest: Timestamp, latest: Option<Timestamp>) -> impl Iterator<Item = FreeTime> {
        let duration = self.query.required_duration.duration();
        let interval = self.query.start_interval.map(|it| it.duration());
        let step = interval.unwrap_or(duration);
        let slots = self.ranges.iter().flat_map(move |&(start, end)| {
            let start = start.max(earliest);
            let first = interval.map_or(start, |interval| aligned(start, interval));
            let starts = std::iter::successors(Some(first), move |start| Some(later(*start, step)));
            let slots = starts.map(move |start| (start, later(start, duration)));
            slots.take_while(move |slot| slot.1 <= end && slot.0 < slot.1 && latest.is_none_or(|it| slot.0 <= it))
        });
        // Ranges may overlap.
        let mut last = None;
        let later_ones = slots.filter(move |slot| last.replace(slot.0).is_none_or(|last| last < slot.0));
        later_ones.filter_map(|slot| self.search.time(slot))
    }
}

//! Cuts ranges into slots.

use jiff::{SignedDuration, Timestamp};

use super::time_set::TimeRange;
use crate::clock::later;

/// Between the starts of slots that may overlap, if the query does not say it. The documentation states none.
const INTERVAL: SignedDuration = SignedDuration::from_mins(30);

/// The first multiple of an interval at this time or later. One that divides an hour has a multiple at the full hour.
pub(super) fn aligned(time: Timestamp, interval: SignedDuration) -> Timestamp {
    let (interval, time_nanos) = (interval.as_nanos(), time.as_nanosecond());
    let wait = (interval - time_nanos.rem_euclid(interval)) % interval;
    i64::try_from(wait).map_or(Timestamp::MAX, |wait| later(time, SignedDuration::from_nanos(wait)))
}

/// Slots that do not overlap, in order. Without an interval, each starts where the one before ends.
pub(super) fn apart(
    ranges: Vec<TimeRange>,
    duration: SignedDuration,
    interval: Option<SignedDuration>,
) -> impl Iterator<Item = TimeRange> {
    let mut taken = Timestamp::MIN;
    ranges.into_iter().flat_map(move |(start, end)| {
        let mut next = start.max(taken);
        let slots = std::iter::from_fn(move || {
            let slot = interval.map_or(next, |interval| aligned(next, interval));
            next = later(slot, duration);
            (next <= end && slot < next).then_some((slot, next))
        });
        let slots: Vec<_> = slots.take(super::search::MOST_RESULTS).collect();
        taken = slots.last().map_or(taken, |(_, end)| *end);
        slots
    })
}

/// Slots at every interval. Each comes once, although the ranges may overlap.
pub(super) fn overlapping(
    ranges: Vec<TimeRange>,
    duration: SignedDuration,
    interval: Option<SignedDuration>,
) -> impl Iterator<Item = TimeRange> {
    let interval = interval.unwrap_or(INTERVAL);
    let mut last = None;
    ranges.into_iter().flat_map(move |(start, end)| {
        let first = match last {
            Some(last) if last >= start => later(last, interval),
            _ => aligned(start, interval),
        };
        let starts = std::iter::successors(Some(first), move |start| Some(later(*start, interval)));
        let slots = starts.map(|start| (start, later(start, duration)));
        let slots: Vec<_> =
            slots.take_while(|slot| slot.1 <= end && slot.0 < slot.1).take(super::search::MOST_RESULTS).collect();
        last = slots.last().map(|slot| slot.0).or(last);
        slots
    })
}

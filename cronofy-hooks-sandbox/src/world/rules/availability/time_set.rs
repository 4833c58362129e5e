//! [`TimeSet`]: times, as ranges in order that do not touch.

use jiff::Timestamp;

/// A range with its start and without its end.
pub(super) type TimeRange = (Timestamp, Timestamp);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TimeSet(Vec<TimeRange>);

impl TimeSet {
    pub(super) fn ranges(&self) -> &[TimeRange] {
        &self.0
    }

    pub(super) fn union(self, other: Self) -> Self {
        self.0.into_iter().chain(other.0).collect()
    }

    pub(super) fn intersection(&self, other: &Self) -> Self {
        let (mut one, mut two) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = Vec::new();
        while let (Some(a), Some(b)) = (one.peek(), two.peek()) {
            let (start, end) = (a.0.max(b.0), a.1.min(b.1));
            if start < end {
                common.push((start, end));
            }
            if a.1 <= b.1 {
                one.next()
            } else {
                two.next()
            };
        }
        Self(common)
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        let mut taken = other.0.iter().peekable();
        for &(mut start, end) in &self.0 {
            while taken.next_if(|range| range.1 <= start).is_some() {}
            // A range that is taken may reach into the next one of this set, so it is only looked at.
            for range in taken.clone().take_while(|range| range.0 < end) {
                if start < range.0 {
                    left.push((start, range.0));
                }
                start = start.max(range.1);
            }
            if start < end {
                left.push((start, end));
            }
        }
        Self(left)
    }

    /// Whether the whole range is in the set.
    pub(super) fn contains(&self, (start, end): TimeRange) -> bool {
        let next = self.0.partition_point(|range| range.0 <= start);
        next.checked_sub(1).is_some_and(|place| self.0[place].1 >= end)
    }
}

impl FromIterator<TimeRange> for TimeSet {
    /// Ranges in any order, which may overlap. One that ends before it starts is empty.
    fn from_iter<I: IntoIterator<Item = TimeRange>>(ranges: I) -> Self {
        let mut ranges: Vec<TimeRange> = ranges.into_iter().filter(|(start, end)| start < end).collect();
        ranges.sort_unstable();
        let mut joined: Vec<TimeRange> = Vec::new();
        for (start, end) in ranges {
            match joined.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        Self(joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ranges: &[(i64, i64)]) -> TimeSet {
        let at = |second| Timestamp::from_second(second).expect("a valid time");
        ranges.iter().map(|(start, end)| (at(*start), at(*end))).collect()
    }

    /// Compares with a bit for each second, for every pair of sets of a few ranges.
    #[test]
    fn sets_agree_with_a_bit_for_each_second() {
        let mut ranges = vec![Vec::new()];
        for first in [(0, 2), (1, 4), (2, 2), (3, 6)] {
            ranges.push(vec![first]);
            ranges.extend([(0, 3), (2, 5), (4, 7), (6, 8)].map(|second| vec![second, first]));
        }
        let bits = |set: &TimeSet| (0..8).map(|second| set.contains(set_of(second))).collect::<Vec<_>>();
        fn set_of(second: i64) -> TimeRange {
            let at = |second| Timestamp::from_second(second).expect("a valid time");
            (at(second), at(second + 1))
        }
        for one in &ranges {
            for two in &ranges {
                let (a, b) = (set(one), set(two));
                let both = bits(&a).into_iter().zip(bits(&b)).collect::<Vec<_>>();
                let expected =
                    |keep: fn(bool, bool) -> bool| both.iter().map(|(a, b)| keep(*a, *b)).collect::<Vec<_>>();
                assert_eq!(bits(&a.intersection(&b)), expected(|a, b| a && b), "{one:?} and {two:?}");
                assert_eq!(bits(&a.without(&b)), expected(|a, b| a && !b), "{one:?} without {two:?}");
                assert_eq!(bits(&a.clone().union(b)), expected(|a, b| a || b), "{one:?} or {two:?}");
            }
        }
        assert_eq!(set(&[(4, 6), (0, 2), (2, 4)]), set(&[(0, 6)]), "ranges that touch are one");
    }
}

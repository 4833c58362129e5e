//! Medians, percentiles and ratios.

use std::time::Duration;

/// What was measured of one side in one round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latencies(Vec<u64>);

impl Latencies {
    pub(crate) fn push(&mut self, took: Duration) {
        self.0.push(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// In milliseconds.
    pub(crate) fn percentile(&mut self, percent: f64) -> f64 {
        if self.0.is_empty() {
            return f64::NAN;
        }
        let last = self.0.len() - 1;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let place = (last as f64 * percent / 100.0).round() as usize;
        let (_, nanoseconds, _) = self.0.select_nth_unstable(place.min(last));
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let milliseconds = *nanoseconds as f64 / 1e6;
        milliseconds
    }
}

/// The middle, the lowest and the highest of several rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Spread {
    pub(crate) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        let (low, high) = (*values.first()?, *values.last()?);
        let middle = values.len() / 2;
        let median = if values.len() % 2 == 1 { values[middle] } else { values[middle - 1].midpoint(values[middle]) };
        Some(Self { median, low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_several() {
        let spread = Spread::of(vec![3.0, f64::NAN, 1.0, 2.0]).expect("there are values");
        assert_eq!(spread, Spread { median: 2.0, low: 1.0, high: 3.0 });
        assert_eq!(Spread::of(vec![1.0, 2.0]).expect("there are values").median, 1.5);
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn percentiles() {
        let mut latencies = Latencies::default();
        (1..=101).for_each(|milliseconds| latencies.push(Duration::from_millis(milliseconds)));
        assert_eq!(latencies.percentile(50.0), 51.0);
        assert_eq!(latencies.percentile(99.0), 100.0);
        assert!(Latencies::default().percentile(50.0).is_nan());
    }
}

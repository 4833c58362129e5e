//! [`LatencyHistogram`]: how long things took, in a memory that does not grow.

use std::time::Duration;

/// Ten seconds; what takes longer counts as so long.
const BUCKETS: usize = 100_000;

/// How long things took, counted by tenths of a millisecond: a list would grow for as long as the run
/// lasts, in the process whose memory is measured.
#[derive(Debug)]
pub(crate) struct LatencyHistogram {
    tenths: Box<[u32]>,
    count: u64,
    longest: Duration,
}

impl Default for LatencyHistogram {
    fn default() -> Self {
        Self { tenths: vec![0; BUCKETS].into(), count: 0, longest: Duration::ZERO }
    }
}

impl LatencyHistogram {
    pub(crate) fn push(&mut self, took: Duration) {
        let tenth = usize::try_from(took.as_micros() / 100).unwrap_or(usize::MAX).min(BUCKETS - 1);
        self.tenths[tenth] += 1;
        self.count += 1;
        self.longest = self.longest.max(took);
    }

    /// In milliseconds, from 0 to 1; nothing took longer than that at 1.
    pub(crate) fn percentile(&self, rank: f64) -> f64 {
        let longest = self.longest.as_secs_f64() * 1e3;
        let place = ((self.count as f64 * rank).ceil() as u64).max(1);
        let mut seen = 0;
        let tenth = self.tenths.iter().position(|count| {
            seen += u64::from(*count);
            seen >= place
        });
        match tenth {
            Some(_) if place >= self.count => longest,
            // The end of its bucket.
            Some(tenth) => ((tenth + 1) as f64 / 10.0).min(longest),
            None => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles() {
        let mut latencies = LatencyHistogram::default();
        assert!(latencies.percentile(0.5).is_nan());
        (1..=100).for_each(|tenths| latencies.push(Duration::from_micros(tenths * 100 - 1)));
        latencies.push(Duration::from_secs(60));
        let percentiles = [0.5, 0.99, 1.0].map(|rank| latencies.percentile(rank));
        assert_eq!(percentiles, [5.1, 10.0, 60_000.0]);
    }
}

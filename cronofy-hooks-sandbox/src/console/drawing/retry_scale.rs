//! [`RetryScale`]: an axis of the time since a beginning, on which the waits between attempts look alike.

use jiff::{SignedDuration, Timestamp};

use super::track::Tick;

/// The labels, in seconds.
const LABELS: [(i64, &str); 7] =
    [(0, "0"), (10, "10 s"), (60, "1 min"), (600, "10 min"), (3_600, "1 h"), (86_400, "24 h"), (604_800, "7 days")];
/// Up to here the scale is nearly linear, in seconds.
const LINEAR: f64 = 5.0;
/// The room at both ends, in percent.
const MARGIN: f64 = 3.0;
/// How far labels are apart, in percent.
const APART: f64 = 14.0;

/// Maps moments to percent of a width. It is logarithmic, because each wait is longer than the one before: the first
/// retry comes after 10 seconds, and the last after a day.
#[derive(Debug)]
pub(in crate::console) struct RetryScale {
    from: Timestamp,
    length: SignedDuration,
}

impl RetryScale {
    pub(in crate::console) fn new(from: Timestamp, until: Timestamp) -> Self {
        Self { from, length: until.duration_since(from).max(SignedDuration::from_secs(10)) }
    }

    pub(in crate::console) fn x(&self, at: Timestamp) -> f64 {
        self.x_of(at.duration_since(self.from))
    }

    fn x_of(&self, elapsed: SignedDuration) -> f64 {
        let log = |length: SignedDuration| (length.as_secs_f64().max(0.0) / LINEAR).ln_1p();
        let share = (log(elapsed) / log(self.length)).clamp(0.0, 1.0);
        MARGIN + share * (100.0 - 2.0 * MARGIN)
    }

    pub(in crate::console) fn ticks(&self) -> Vec<Tick> {
        let mut ticks: Vec<Tick> = Vec::new();
        for (seconds, label) in LABELS {
            let elapsed = SignedDuration::from_secs(seconds);
            let x = self.x_of(elapsed);
            if elapsed <= self.length && ticks.last().is_none_or(|last| x - last.x >= APART) {
                ticks.push(Tick { x, label: label.to_owned(), day: None });
            }
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_of_a_day_of_retries_can_be_seen() {
        let from = Timestamp::UNIX_EPOCH;
        let at = |seconds| from + SignedDuration::from_secs(seconds);
        let scale = RetryScale::new(from, at(86_400));
        let places: Vec<_> = [0, 10, 40, 100, 400, 1_000, 2_800, 6_400, 10_000].map(|it| scale.x(at(it))).to_vec();
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] > 3.0), "{places:?}");
        assert!(places[0] >= 0.0 && scale.x(at(86_400)) <= 100.0);
        let labels: Vec<_> = scale.ticks().into_iter().map(|it| it.label).collect();
        assert_eq!(labels, ["0", "1 min", "10 min", "1 h", "24 h"]);
        let short = RetryScale::new(from, at(1)).ticks();
        assert_eq!(short.into_iter().map(|it| it.label).collect::<Vec<_>>(), ["0", "10 s"]);
    }
}

//! [`Backoff`]: how long to wait before the next attempt.

use std::time::Duration;

/// A delay that doubles from the first to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Backoff {
    pub(super) first: Duration,
    pub(super) longest: Duration,
}

impl Backoff {
    /// The delay after a failed attempt, counted from 1. `random` is between 0 and 1: the delay lies between half
    /// of the doubled delay and all of it. So jobs that failed together do not all come back together, and no
    /// delay is close to nothing.
    pub(super) fn after(self, attempt: u32, random: f64) -> Duration {
        let doubled = 2_u32.checked_pow(attempt.saturating_sub(1));
        let whole = doubled.and_then(|factor| self.first.checked_mul(factor)).unwrap_or(self.longest);
        let whole = whole.min(self.longest);
        whole.div_f64(2.0) + whole.mul_f64(random.clamp(0.0, 1.0) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_longest() {
        let second = Duration::from_secs(1);
        let backoff = Backoff { first: second, longest: 60 * second };
        let cases = [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (40, 60), (u32::MAX, 60)];
        for (attempt, whole) in cases {
            assert_eq!(backoff.after(attempt, 1.0), whole * second, "attempt {attempt}");
            assert_eq!(backoff.after(attempt, 0.0), whole * second / 2, "attempt {attempt}");
        }
    }

    #[test]
    fn never_overflows() {
        let backoff = Backoff { first: Duration::MAX / 2, longest: Duration::MAX / 2 };
        assert!(backoff.after(u32::MAX, 0.999) <= Duration::MAX / 2);
    }
}

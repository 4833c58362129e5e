//! [`RateLimit`]: how often an application may ask, on the clock of the sandbox.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::answer::Refused;

/// So many in so many seconds, from <https://docs.cronofy.com/developers/faqs/rate-limits/>.
const LIMITS: [(usize, i64); 2] = [(50, 1), (500, 60)];

/// The requests of the last minute.
#[derive(Debug, Default)]
pub(crate) struct RateLimit {
    made: VecDeque<Timestamp>,
}

impl RateLimit {
    /// Counts a request, or refuses it.
    pub(crate) fn admit(&mut self, now: Timestamp) -> Result<(), Refused> {
        let age = |at: &Timestamp| now.duration_since(*at);
        while self.made.front().is_some_and(|at| age(at) >= SignedDuration::from_mins(1)) {
            self.made.pop_front();
        }
        for (most, seconds) in LIMITS {
            let recent = self.made.iter().rev().take_while(|at| age(at) < SignedDuration::from_secs(seconds));
            if recent.count() >= most {
                return Err(Refused::TooOften(format!(
                    "more than {most} requests in {seconds} s on the clock of the sandbox; ask again later, let its \
                     clock run, or turn the limit off: `--no-rate-limit`, or `SandboxBuilder::rate_limit` in a test"
                )));
            }
        }
        self.made.push_back(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_has_50_requests_and_a_minute_500() {
        let mut limit = RateLimit::default();
        let mut admitted = |second: i64, requests: usize| {
            let now = Timestamp::from_second(second).expect("a valid time");
            (0..requests).filter(|_| limit.admit(now).is_ok()).count()
        };
        assert_eq!(admitted(0, 60), 50);
        for second in 1..10 {
            assert_eq!(admitted(second, 60), 50, "second {second}");
        }
        assert_eq!(admitted(10, 60), 0);
        assert_eq!(admitted(60, 60), 50);
    }
}

//! [`RateLimit`]: the service's rate limit, by the clock of the sandbox.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::response::{ApiResponse, ApiResult};

/// Requests in a number of seconds, from <https://docs.cronofy.com/developers/faqs/rate-limits/>.
const LIMITS: [(usize, i64); 2] = [(50, 1), (500, 60)];

/// The requests of the last minute.
#[derive(Debug, Default)]
pub(crate) struct RateLimit {
    admitted: VecDeque<Timestamp>,
}

impl RateLimit {
    /// Counts a request, or rejects it.
    pub(crate) fn admit(&mut self, now: Timestamp) -> ApiResult<()> {
        let age = |at: &Timestamp| now.duration_since(*at);
        while self.admitted.front().is_some_and(|at| age(at) >= SignedDuration::from_mins(1)) {
            self.admitted.pop_front();
        }
        for (most, seconds) in LIMITS {
            let recent = self.admitted.iter().rev().take_while(|at| age(at) < SignedDuration::from_secs(seconds));
            if recent.count() >= most {
                let description = format!(
                    "more than {most} requests in {seconds} s on the clock of the sandbox; try again later, let its \
                     clock run, or turn the limit off: `--no-rate-limit`, or `SandboxBuilder::rate_limit` in a test"
                );
                return Err(ApiResponse::too_many_requests(description));
            }
        }
        self.admitted.push_back(now);
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

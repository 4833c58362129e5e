//! [`RateLimiter`]: keeps the application below the rate limit of the service.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many requests are let through in which time.
///
/// The service allows an application 50 requests a second and 500 a minute, over all accounts.
///
/// Documentation: <https://docs.cronofy.com/developers/faqs/rate-limits/>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    per_second: usize,
    per_minute: usize,
}

impl RateLimits {
    /// Limits of your own: half of the service's, say, in each of two processes. Each is at least 1.
    #[must_use]
    pub fn new(per_second: usize, per_minute: usize) -> Self {
        Self { per_second: per_second.max(1), per_minute: per_minute.max(1) }
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        Self { per_second: 50, per_minute: 500 }
    }
}

/// The requests of the last minute, and those that wait.
#[derive(Debug)]
pub(crate) struct RateLimiter {
    /// `None` for no limit.
    limits: Option<RateLimits>,
    planned: Mutex<Planned>,
}

#[derive(Debug, Default)]
struct Planned {
    /// When the last requests were, or will be, sent: as many as the larger limit, in order.
    times: VecDeque<Duration>,
    /// Nothing is sent before.
    not_before: Duration,
}

impl RateLimiter {
    pub(crate) fn new(limits: Option<RateLimits>) -> Self {
        Self { limits, planned: Mutex::default() }
    }

    /// Plans the next request, and returns how long it has to wait.
    ///
    /// A request may be sent a second after the one 50 places before it and a minute after the one 500 places
    /// before it. Both only grow along the queue, so the queue stays in order and never has to be searched.
    pub(crate) fn reserve(&self, now: Duration) -> Duration {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        let Planned { times, not_before } = &mut *planned;
        let Some(RateLimits { per_second, per_minute }) = self.limits else { return not_before.saturating_sub(now) };
        let after = |places: usize, window: Duration| {
            let at = times.len().checked_sub(places).and_then(|at| times.get(at));
            at.map_or(Duration::ZERO, |time| *time + window)
        };
        let second = after(per_second, Duration::from_secs(1));
        let minute = after(per_minute, Duration::from_secs(60));
        let last = times.back().copied().unwrap_or_default();
        let time = now.max(*not_before).max(second).max(minute).max(last);
        times.push_back(time);
        while times.len() > per_second.max(per_minute) {
            times.pop_front();
        }
        time.saturating_sub(now)
    }

    /// Sends nothing new before this time: the service has refused a request.
    pub(crate) fn pause_until(&self, time: Duration) {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.not_before = planned.not_before.max(time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_has_50_requests_and_every_minute_500() {
        let limiter = RateLimiter::new(Some(RateLimits::default()));
        let start = Duration::from_millis(300);
        let times: Vec<Duration> = (0..1_200).map(|_| start + limiter.reserve(start)).collect();
        assert_eq!((times[49], times[50]), (start, start + Duration::from_secs(1)));
        assert_eq!((times[499], times[500]), (start + Duration::from_secs(9), start + Duration::from_secs(60)));
        for (places, window) in [(50, 1), (500, 60)] {
            let too_close = times.windows(places + 1).find(|it| it[places] - it[0] < Duration::from_secs(window));
            assert_eq!(too_close, None, "more than {places} in {window} s");
        }
    }

    #[test]
    fn a_pause_holds_all_that_comes_after() {
        let limiter = RateLimiter::new(Some(RateLimits::new(2, 100)));
        let second = Duration::from_secs(1);
        assert_eq!(limiter.reserve(second), Duration::ZERO);
        limiter.pause_until(10 * second);
        limiter.pause_until(3 * second);
        assert_eq!(limiter.reserve(2 * second), 8 * second);
        assert_eq!(limiter.reserve(2 * second), 8 * second);
        assert_eq!(limiter.reserve(2 * second), 9 * second);
    }
}

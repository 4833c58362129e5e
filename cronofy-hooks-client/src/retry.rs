//! [`RetryPolicy`]: how often a request is sent again, and when.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// How often a request is sent, and how long the client waits in between.
///
/// A request that the service refused for its rate (429) is sent again: it had no effect. One that failed on the
/// way or with a 5xx may have had one, so it is sent again only where that changes nothing: reads, deletions, and
/// writes that name what they write, such as Upsert Event.
///
/// In a test without a service that answers, one attempt takes no time:
///
/// ```
/// # use cronofy_hooks_client::{ApplicationClient, ApplicationCredentials, BaseUrl, MemoryTokenStore, RetryPolicy};
/// let credentials = ApplicationCredentials::new("client-id", "CRN_secret");
/// let client = ApplicationClient::builder("http://127.0.0.1:9".parse::<BaseUrl>()?, credentials, MemoryTokenStore::default())
///     .retry(RetryPolicy::default().attempts(1))
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    longest: Duration,
}

impl RetryPolicy {
    /// Sends a request at most this often; 4 times unless set, and at least once.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts: attempts.max(1), ..self }
    }

    /// Waits at most this long before the second attempt, and twice as long before each further one; half a second
    /// unless set. The wait is chosen at random up to that.
    #[must_use]
    pub fn base(self, base: Duration) -> Self {
        Self { base, ..self }
    }

    /// Never waits longer than this; a minute unless set. When `Retry-After` asks for more, the call fails at once,
    /// and the error says how long it asked for.
    #[must_use]
    pub fn longest(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// How long to wait after this attempt, the first being 1; `None` to give up.
    pub(crate) fn wait(&self, attempt: u32, asked: Option<Duration>, random: f64) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let doubled = self.base.saturating_mul(2_u32.saturating_pow(attempt - 1)).min(self.longest);
        let jitter = doubled.mul_f64(random.clamp(0.0, 1.0));
        match asked {
            // All that were refused at once are asked for the same time: the jitter comes on top.
            Some(asked) => (asked <= self.longest).then(|| asked + jitter),
            None => Some(jitter),
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { attempts: 4, base: Duration::from_millis(500), longest: Duration::from_secs(60) }
    }
}

/// The time that a `Retry-After` header asks for: seconds, or a date.
pub(crate) fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let policy = RetryPolicy::default().attempts(5).base(Duration::from_secs(1)).longest(Duration::from_secs(3));
        let waits: Vec<_> = (1..=5).map(|attempt| policy.wait(attempt, None, 1.0)).collect();
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(waits, [seconds(1), seconds(2), seconds(3), seconds(3), None]);
        assert_eq!(policy.wait(2, None, 0.25), Some(Duration::from_millis(500)));
        assert_eq!(policy.wait(1, seconds(2), 0.5), Some(Duration::from_millis(2_500)));
        assert_eq!(policy.wait(1, seconds(4), 0.0), None);
    }

    #[test]
    fn retry_after_is_a_number_or_a_date() {
        let now = "2026-01-05T12:00:00Z".parse().expect("a time");
        for (text, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("Mon, 05 Jan 2026 12:00:30 GMT", Some(30)),
            ("Mon, 05 Jan 2026 11:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("", None),
        ] {
            assert_eq!(retry_after(text, now), seconds.map(Duration::from_secs), "{text}");
        }
    }
}

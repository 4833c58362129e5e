//! [`Refusals`]: how often the log reports requests that anyone can send.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::signature::SignatureError;

/// The time between two log lines about one kind of refusal.
const INTERVAL: Duration = Duration::from_secs(60);

/// Why a request was refused before its signature was verified. Anyone can cause these, as often as
/// they like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NotPost,
    NotJsonType,
    /// The body is larger than this limit. The part that arrived is dropped.
    TooLarge(usize),
    /// The connection broke off within the body.
    BodyBroken,
    /// The body did not arrive within this limit.
    BodyTimeout(Duration),
    /// All bodies together reached [`Limits::unverified`](super::Limits::unverified).
    Crowded,
    Signature(SignatureError),
}

impl Refusal {
    /// Its name in the metrics.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::NotPost => "not_post",
            Self::NotJsonType => "not_json_type",
            Self::TooLarge(_) => "too_large",
            Self::BodyBroken => "body_broken",
            Self::BodyTimeout(_) => "body_timeout",
            Self::Crowded => "crowded",
            Self::Signature(SignatureError::Missing) => "no_signature",
            Self::Signature(SignatureError::Malformed | SignatureError::TooMany) => "malformed_signature",
            Self::Signature(SignatureError::Mismatch) => "wrong_signature",
        }
    }
}

/// When each kind of refusal was last logged. It holds an entry for each kind at most.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<Vec<Logged>>);

#[derive(Debug)]
struct Logged {
    refusal: Refusal,
    at: Instant,
    /// Refusals since then, which were not logged.
    more: u64,
}

impl Refusals {
    /// Whether to log this refusal: the first of its kind at once, later ones once a minute. `Some`
    /// holds how many were not logged since the last line.
    pub(crate) fn take(&self, refusal: Refusal) -> Option<u64> {
        let now = Instant::now();
        let mut logged = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(last) = logged.iter_mut().find(|last| last.refusal == refusal) else {
            logged.push(Logged { refusal, at: now, more: 0 });
            return Some(0);
        };
        if now.duration_since(last.at) < INTERVAL {
            last.more += 1;
            return None;
        }
        last.at = now;
        Some(std::mem::take(&mut last.more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_kind_has_a_line_a_minute() {
        let refusals = Refusals::default();
        let unsigned = Refusal::Signature(SignatureError::Missing);
        assert_eq!(refusals.take(unsigned), Some(0), "the first at once");
        for _ in 0..1000 {
            assert_eq!(refusals.take(unsigned), None);
        }
        assert_eq!(refusals.take(Refusal::Signature(SignatureError::Mismatch)), Some(0), "another kind");
        tokio::time::advance(INTERVAL).await;
        assert_eq!(refusals.take(unsigned), Some(1000));
        assert_eq!(refusals.take(unsigned), None);
        tokio::time::advance(INTERVAL).await;
        assert_eq!(refusals.take(unsigned), Some(1));
        assert!(refusals.0.lock().is_ok_and(|logged| logged.len() == 2));
    }
}

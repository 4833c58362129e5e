//! [`Completion`]: how the handling of an occurrence ended.

use std::time::Duration;

use super::panic::CatchPanic;
use crate::extract::Rejected;
use crate::handler::Call;
use crate::outcome::Outcome;

/// How the handling of an occurrence ended.
#[derive(Debug)]
pub(crate) enum Completion {
    Outcome(Outcome),
    /// The delivery does not have what its handler takes, and no fallback took it: why.
    Mismatch(String),
    Panicked(String),
    TimedOut(Duration),
}

impl Completion {
    /// Runs a call to its end; `Err` says what its extractors did not find.
    pub(crate) async fn of(call: &mut Call) -> Result<Self, String> {
        match CatchPanic(call).await {
            Ok(Ok(outcome)) => Ok(Self::Outcome(outcome)),
            Ok(Err(rejection)) => match rejection.0 {
                Rejected::Unhandled(reason) => Err(reason),
                Rejected::Retry(error) => Ok(Self::Outcome(Outcome::Retry(error))),
            },
            Err(panic) => Ok(Self::Panicked(panic)),
        }
    }

    /// The outcome of a run for the metrics, where there is no inbox and the service retries.
    pub(super) fn as_run(&self) -> &'static str {
        match self {
            Self::Outcome(Outcome::Done) => "done",
            Self::Outcome(Outcome::Discard(_)) => "discarded",
            Self::Outcome(Outcome::Retry(_)) | Self::Panicked(_) | Self::TimedOut(_) => "retried",
            Self::Mismatch(_) => "mismatch",
        }
    }

    pub(super) fn failed(&self) -> bool {
        match self {
            // Sending it again would not change it.
            Self::Outcome(Outcome::Done | Outcome::Discard(_)) | Self::Mismatch(_) => false,
            Self::Outcome(Outcome::Retry(_)) | Self::Panicked(_) | Self::TimedOut(_) => true,
        }
    }
}

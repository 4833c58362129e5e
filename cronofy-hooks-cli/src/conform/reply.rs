//! [`ReceiverReply`]: what came back for a request.

use std::fmt;
use std::time::Duration;

use cronofy_hooks_contract::text::latency;

/// How long a check waits for an answer. Longer than the deadlines of the service, so that a late answer fails the
/// checks of the deadlines, and no others.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReplyKind {
    /// The receiver answered.
    Answered {
        status: u16,
        /// The value of the header `Location`.
        location: Option<String>,
    },
    /// The connection ended before the answer was complete.
    Closed,
    /// No answer came within [`PATIENCE`].
    Silent,
    /// The receiver took no connection: a clause that says so, and why.
    Unreachable(String),
}

/// What came back for a request, and after how long.
#[derive(Clone, Debug)]
pub(super) struct ReceiverReply {
    pub(super) kind: ReplyKind,
    pub(super) took: Duration,
}

impl ReceiverReply {
    pub(super) fn status(&self) -> Option<u16> {
        match self.kind {
            ReplyKind::Answered { status, .. } => Some(status),
            _ => None,
        }
    }
}

impl fmt::Display for ReceiverReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let took = latency(self.took);
        match &self.kind {
            ReplyKind::Answered { status, location: Some(location) } => {
                write!(f, "{status} in {took}, to {location}")
            }
            ReplyKind::Answered { status, location: None } => write!(f, "{status} in {took}"),
            ReplyKind::Closed => write!(f, "the connection ended after {took}, without a whole answer"),
            ReplyKind::Silent => write!(f, "no answer within {took}"),
            ReplyKind::Unreachable(reason) => f.write_str(reason),
        }
    }
}

//! [`Probe`]: a request, and which reply to it is right.

use std::fmt;
use std::time::Duration;

use cronofy_hooks::send::DeliveryRequest;

use super::reply::{ReceiverReply, ReplyKind};

/// A request, and which reply to it is right.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    /// What is sent, in words.
    pub(super) sent: String,
    pub(super) request: DeliveryRequest,
    pub(super) expected: Expected,
}

impl Probe {
    pub(super) fn new(sent: impl Into<String>, request: DeliveryRequest, expected: Expected) -> Self {
        Self { sent: sent.into(), request, expected }
    }

    pub(super) fn accepted(sent: impl Into<String>, request: DeliveryRequest) -> Self {
        Self::new(sent, request, Expected::Accepted)
    }

    pub(super) fn refused(sent: impl Into<String>, request: DeliveryRequest) -> Self {
        Self::new(sent, request, Expected::Refused)
    }
}

/// Which reply is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// 2xx.
    Accepted,
    /// 2xx, within the deadline of the service.
    AcceptedWithin(Duration),
    /// 4xx.
    Refused,
    /// 4xx, or a closed connection.
    RefusedOrClosed,
    /// An answer other than 5xx.
    NoFailure,
    /// Anything but 3xx.
    NoRedirect,
    /// This status.
    Status(u16),
    /// An answer with another status than this.
    OtherThan(u16),
}

impl Expected {
    pub(super) fn is_met(self, reply: &ReceiverReply) -> bool {
        let within = |low: u16, high: u16| reply.status().is_some_and(|status| (low..high).contains(&status));
        match self {
            Self::Accepted => within(200, 300),
            Self::AcceptedWithin(deadline) => within(200, 300) && reply.took <= deadline,
            Self::Refused => within(400, 500),
            Self::RefusedOrClosed => within(400, 500) || reply.kind == ReplyKind::Closed,
            Self::NoFailure => within(200, 500),
            Self::NoRedirect => !within(300, 400),
            Self::Status(expected) => reply.status() == Some(expected),
            Self::OtherThan(refused) => reply.status().is_some_and(|status| status != refused),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("2xx"),
            Self::AcceptedWithin(deadline) => write!(f, "2xx within {} s", deadline.as_secs()),
            Self::Refused => f.write_str("4xx"),
            Self::RefusedOrClosed => f.write_str("4xx, or a closed connection"),
            Self::NoFailure => f.write_str("an answer other than 5xx"),
            Self::NoRedirect => f.write_str("no redirect (3xx)"),
            Self::Status(status) => write!(f, "{status}, as for any wrong signature"),
            Self::OtherThan(status) => write!(f, "another answer than {status}, which means a wrong signature"),
        }
    }
}

/// A probe that was sent, and what came back.
#[derive(Clone, Debug)]
pub(super) struct SentProbe {
    pub(super) sent: String,
    pub(super) expected: Expected,
    pub(super) reply: ReceiverReply,
}

impl SentProbe {
    pub(super) fn is_right(&self) -> bool {
        self.expected.is_met(&self.reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(kind: ReplyKind) -> ReceiverReply {
        ReceiverReply { kind, took: Duration::from_secs(6) }
    }

    #[test]
    fn each_expectation_is_met_by_its_replies_and_no_others() {
        let statuses = [204, 308, 401, 403, 500].map(|status| ReplyKind::Answered { status, location: None });
        let others = [ReplyKind::Closed, ReplyKind::Silent, ReplyKind::Unreachable(String::new())];
        let replies: Vec<_> = statuses.into_iter().chain(others).map(reply).collect();
        for (expected, met) in [
            (Expected::Accepted, "y......."),
            (Expected::AcceptedWithin(Duration::from_secs(7)), "y......."),
            (Expected::AcceptedWithin(Duration::from_secs(5)), "........"),
            (Expected::Refused, "..yy...."),
            (Expected::RefusedOrClosed, "..yy.y.."),
            (Expected::NoFailure, "yyyy...."),
            (Expected::NoRedirect, "y.yyyyyy"),
            (Expected::Status(401), "..y....."),
            (Expected::OtherThan(401), "yy.yy..."),
        ] {
            let is: String = replies.iter().map(|reply| if expected.is_met(reply) { 'y' } else { '.' }).collect();
            assert_eq!(is, met, "{expected}");
        }
    }
}

//! [`Course`]: what followed from recorded steps, as it follows with an application that works.
//!
//! A scenario repeats what was done, and the faults that the sandbox injected. An application that was down, or that
//! answered with an error, is no part of it. So the course has each delivery as accepted by the first attempt that no
//! fault makes fail, and names where the recorded application did otherwise.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;

use super::callback_urls::server;
use super::stand_ins::is_word;
use crate::world::model::{
    Attempt, AttemptOutcome, ClosedBy, Delivery, DeliveryState, Fault, NotificationSubject, World,
};
use crate::world::rules::Standing;

#[derive(Debug)]
pub(super) struct Course<'w> {
    /// In order of their numbers.
    pub(super) deliveries: Vec<SentDelivery<'w>>,
    /// The channels that the service closes, in order.
    pub(super) closings: Vec<CourseClosing<'w>>,
    /// From when on the course with a working application is not known, and why, in a sentence.
    pub(super) unknown_since: Option<(Timestamp, String)>,
}

impl<'w> Course<'w> {
    /// `application` is the URL that the steps have in common.
    pub(super) fn of(world: &'w World, application: Option<&str>) -> Self {
        let accepts = |it: &&Delivery| it.attempts.iter().any(succeeded);
        let receivers: BTreeSet<_> = world.deliveries.values().filter(accepts).map(|it| server(&it.url)).collect();
        let receiver = |delivery: &Delivery| {
            let server_of_it = server(&delivery.url);
            if receivers.contains(server_of_it) {
                UrlReceiver::Known
            } else if application.map(server) == Some(server_of_it) {
                UrlReceiver::Assumed
            } else {
                UrlReceiver::Missing
            }
        };
        let deliveries = world.deliveries.values();
        let deliveries: Vec<_> = deliveries.map(|it| SentDelivery::new(it, receiver(it))).collect();
        let mut closings = Vec::new();
        let mut unknown: Vec<_> = deliveries.iter().filter_map(SentDelivery::unknown_since).collect();
        for channel in world.channels.values() {
            let Some(closed) = channel.closed.filter(|it| it.by == ClosedBy::Failures) else { continue };
            let subject = NotificationSubject::Channel(channel.channel_id.clone());
            let of_it: Vec<_> = deliveries.iter().filter(|it| it.delivery.subject == subject).collect();
            // With an application that works, what begins the 24 hours fails as well, and nothing is accepted after it.
            let first = channel.first_failure.and_then(|(number, attempt)| {
                let delivery = of_it.iter().find(|it| it.delivery.number == number)?;
                delivery.failing().find(|it| it.number == attempt)
            });
            let closes_as_well = first.is_some_and(|first| {
                !of_it.iter().any(|it| it.failed_at().is_some_and(|at| at >= first.at && at <= closed.at))
            });
            if !closes_as_well {
                let why = format!(
                    "The channel {} was closed because your application failed for 24 hours. With one that works it \
                     stays open.",
                    channel.channel_id
                );
                unknown.push((closed.at, why));
                continue;
            }
            let since = first.map_or(closed.at, |it| it.at);
            let mut failing =
                of_it.iter().flat_map(|it| it.failing()).filter(|it| it.at >= since && it.at <= closed.at);
            closings.push(CourseClosing {
                at: closed.at,
                channel_id: &channel.channel_id,
                by_faults: failing.all(is_made_to_fail),
            });
        }
        closings.sort_unstable_by_key(|it| (it.at, it.channel_id));
        Self { deliveries, closings, unknown_since: unknown.into_iter().min_by_key(|(at, _)| *at) }
    }
}

/// That the service closes a channel.
#[derive(Debug)]
pub(super) struct CourseClosing<'w> {
    pub(super) at: Timestamp,
    pub(super) channel_id: &'w str,
    /// Whether faults made all its deliveries fail. Otherwise an application at its URL would keep it open.
    pub(super) by_faults: bool,
}

/// Whether an application listens at the URL of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UrlReceiver {
    /// It has accepted a delivery.
    Known,
    /// It is named by the steps. If the sandbox could not send to its URL, no other run can.
    Assumed,
    Missing,
}

impl UrlReceiver {
    /// Whether one that works would have accepted this attempt.
    fn accepts(self, attempt: &Attempt) -> bool {
        let Some(outcome) = &attempt.outcome else { return false };
        let arrives = match self {
            Self::Known => true,
            Self::Assumed => !matches!(outcome, AttemptOutcome::Failed(_)),
            Self::Missing => false,
        };
        outcome.succeeded() || arrives && !is_made_to_fail(attempt)
    }
}

/// A delivery, and its names as the search compares them: in lower case.
#[derive(Debug)]
pub(super) struct SentDelivery<'w> {
    pub(super) delivery: &'w Delivery,
    name: String,
    subtype: Option<String>,
    receiver: UrlReceiver,
    /// The index of the attempt that a working application accepts.
    accepted: Option<usize>,
}

impl<'w> SentDelivery<'w> {
    fn new(delivery: &'w Delivery, receiver: UrlReceiver) -> Self {
        let subtype = delivery.subtype.as_ref().map(|it| it.to_lowercase());
        let accepted = delivery.attempts.iter().position(|it| receiver.accepts(it));
        Self { delivery, name: delivery.name.to_lowercase(), subtype, receiver, accepted }
    }

    /// A name that can be searched for.
    pub(super) fn searched(&self) -> Option<&str> {
        is_word(&self.delivery.name).then_some(&self.name)
    }

    /// As the search understands a name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.starts_with(name) || self.subtype.as_ref().is_some_and(|it| it.starts_with(name))
    }

    pub(super) fn is_in_flight(&self) -> bool {
        self.delivery.attempts.last().is_some_and(|it| it.outcome.is_none())
    }

    /// The attempt that a working application accepts.
    fn accepted(&self) -> Option<&'w Attempt> {
        self.accepted.and_then(|index| self.delivery.attempts.get(index))
    }

    /// The attempts that fail with a working application too.
    fn failing(&self) -> impl Iterator<Item = &'w Attempt> {
        self.delivery.attempts.iter().take(self.accepted.unwrap_or(usize::MAX))
    }

    /// When the recorded application failed where a working one accepts.
    pub(super) fn failed_at(&self) -> Option<Timestamp> {
        self.accepted().filter(|it| !succeeded(it)).map(|it| it.at)
    }

    /// How the recorded application failed, in a word of the search; `None` if the sandbox ended before the answer.
    pub(super) fn failure(&self) -> Option<String> {
        let outcome = self.accepted().filter(|it| !succeeded(it))?.outcome.as_ref()?;
        if *outcome == AttemptOutcome::Lost {
            return None;
        }
        Some(EndStatus::of(outcome).map_or_else(|| "not sent".to_owned(), |it| it.to_string()))
    }

    /// From when on nothing is known of what follows, and why.
    fn unknown_since(&self) -> Option<(Timestamp, String)> {
        let number = self.delivery.number;
        let accepted = self.accepted()?;
        if succeeded(accepted) && is_made_to_fail(accepted) {
            let why = format!(
                "Your application accepted delivery {number}, whose signature a fault made wrong. One that works \
                 refuses it."
            );
            return Some((accepted.at, why));
        }
        // It may have used up a fault that the next delivery gets instead.
        let mut retries = self.delivery.attempts.iter().skip(self.accepted? + 1);
        let faulty = retries.find(|it| it.fault.is_some())?;
        let why = format!(
            "A fault met a retry of delivery {number}, which your application had failed. With one that works there is \
             no such retry."
        );
        Some((faulty.at, why))
    }

    /// How it has ended at a time, with a working application. `None` while no attempt has.
    pub(super) fn end(&self, at: Timestamp) -> Option<DeliveryEnd> {
        let delivery = self.delivery;
        if self.accepted().is_some_and(|it| it.at <= at) {
            return Some(DeliveryEnd { standing: Standing::Delivered, status: None });
        }
        let last = delivery.attempts.iter().rfind(|it| it.at <= at)?;
        let standing = match delivery.state {
            DeliveryState::GivenUp(given_up) if given_up <= at => Standing::GivenUp,
            _ => Standing::Failing,
        };
        let status = EndStatus::of(last.outcome.as_ref()?);
        let status = match last.fault.filter(|_| self.receiver != UrlReceiver::Missing) {
            Some(Fault::Drop | Fault::Cut) => Some(EndStatus::Word("lost")),
            Some(Fault::SlowBody) => Some(EndStatus::Word("timeout")),
            // How it refuses a wrong signature is its own decision; that it was down was not.
            Some(Fault::WrongKey | Fault::Truncate) => status.filter(|it| matches!(it, EndStatus::Answered(400..=499))),
            _ => status,
        };
        Some(DeliveryEnd { standing, status })
    }
}

fn succeeded(attempt: &Attempt) -> bool {
    attempt.outcome.as_ref().is_some_and(AttemptOutcome::succeeded)
}

/// Whether its fault makes an attempt fail, with any application that works.
fn is_made_to_fail(attempt: &Attempt) -> bool {
    attempt.fault.is_some_and(Fault::makes_fail)
}

/// How a delivery has ended; it is written as a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DeliveryEnd {
    pub(super) standing: Standing,
    /// Unless it was accepted, or cannot be searched for.
    status: Option<EndStatus>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum EndStatus {
    Answered(u16),
    /// A word of the search.
    Word(&'static str),
}

impl EndStatus {
    fn of(outcome: &AttemptOutcome) -> Option<Self> {
        match outcome {
            AttemptOutcome::Answered(status) => Some(Self::Answered(*status)),
            AttemptOutcome::TimedOut => Some(Self::Word("timeout")),
            AttemptOutcome::Refused => Some(Self::Word("refused")),
            AttemptOutcome::BrokenOff => Some(Self::Word("cut")),
            AttemptOutcome::Lost => Some(Self::Word("lost")),
            AttemptOutcome::Failed(_) => None,
        }
    }
}

impl fmt::Display for DeliveryEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "is:{}", self.standing.word())?;
        self.status.map_or(Ok(()), |status| write!(f, " status:{status}"))
    }
}

impl fmt::Display for EndStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(status) => status.fmt(f),
            Self::Word(word) => f.write_str(word),
        }
    }
}

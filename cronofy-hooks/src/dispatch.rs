//! From a verified delivery to what its handlers say.
//!
//! Everything that needs the payload happens in [`Dispatch::start`], which is not async: the future
//! of a delivery then holds boxed calls only, and stays small.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::deadline::Deadlines;
use crate::delivery::Delivery;
use crate::extract::{Parts, Reason, Rejected, States};
use crate::handler::{Call, Descriptor, Outcome};
use crate::last_resort::UnhandledCounts;
use crate::occurrence::Occurrence;
use crate::panics::CatchPanic;
use crate::read::{Found, NotJson, Told, read};
use crate::table::Table;
use crate::trace::{Report, Trace};

/// The handlers of the application, ready to be called.
#[derive(Debug)]
pub(crate) struct Dispatch {
    pub(crate) table: Table,
    pub(crate) states: Arc<States>,
    pub(crate) unhandled: UnhandledCounts,
    pub(crate) deadlines: Deadlines,
}

/// The calls of a delivery, in the order of its occurrences.
pub(crate) struct Started {
    first: Work,
    others: Vec<Work>,
    deadline: Duration,
}

/// One occurrence and the handler that works on it; none where it is the last resort's.
struct Work {
    occurrence: Occurrence,
    at: Option<(Descriptor, Call)>,
}

/// Whether the delivery may be acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Acknowledge,
    SendAgain,
}

impl Dispatch {
    /// Reads the body and calls the handlers, without running them.
    pub(crate) fn start(&self, delivery: &Delivery, trace: &mut Trace) -> Result<Started, NotJson> {
        Ok(match read(delivery.body())? {
            Told::One(found) => {
                let deadline = self.deadlines.of(std::iter::once(&found.occurrence));
                Started { first: self.call(delivery, found, trace), others: Vec::new(), deadline }
            }
            Told::Several(found) => {
                let deadline = self.deadlines.of(found.iter().map(|found| &found.occurrence));
                let mut calls = found.into_iter().map(|found| self.call(delivery, found, trace));
                let first = calls.next().unwrap_or_else(|| Work { occurrence: Occurrence::unnamed(0), at: None });
                Started { first, others: calls.collect(), deadline }
            }
        })
    }

    fn call(&self, delivery: &Delivery, found: Found, trace: &mut Trace) -> Work {
        let Found { name, occurrence, payload } = found;
        trace.ids_of(&payload);
        match self.table.handler(name, &occurrence) {
            Some(handler) => {
                let parts = Parts::new(delivery.clone(), occurrence.clone(), payload, Arc::clone(&self.states));
                Work { occurrence, at: Some((*handler, (handler.call)(parts))) }
            }
            None => self.fall_through(delivery, occurrence, payload.into_reason()),
        }
    }

    /// To the fallback, or to the last resort where there is none.
    fn fall_through(&self, delivery: &Delivery, occurrence: Occurrence, reason: Reason) -> Work {
        match self.table.fallback() {
            Some(fallback) => {
                let parts = Parts::unhandled(delivery.clone(), occurrence.clone(), reason, Arc::clone(&self.states));
                Work { occurrence, at: Some((*fallback, (fallback.call)(parts))) }
            }
            None => {
                self.unhandled.take(&occurrence, &reason);
                Work { occurrence, at: None }
            }
        }
    }

    /// Runs the calls one after the other, each even if one before it failed, until the deadline.
    pub(crate) async fn finish(
        &self,
        started: Started,
        delivery: &Delivery,
        arrived: Instant,
        trace: &mut Trace,
    ) -> Verdict {
        let Started { first, others, deadline } = started;
        let mut verdict = Verdict::Acknowledge;
        for work in std::iter::once(first).chain(others) {
            let handler = work.at.as_ref().map(|(handler, _)| *handler);
            let occurrence = work.occurrence.clone();
            let begun = Instant::now();
            let report = match timeout_at(arrived + deadline, self.work(work, delivery)).await {
                Ok(report) => report,
                Err(_) => Report { handler, ended: Ended::TooLate(deadline) },
            };
            if report.ended.failed() {
                verdict = Verdict::SendAgain;
            }
            trace.handled(&occurrence, &report, begun.elapsed());
        }
        verdict
    }

    /// Runs one call. What its extractors cannot take goes to the fallback.
    async fn work(&self, work: Work, delivery: &Delivery) -> Report {
        let Some((handler, call)) = work.at else {
            return Report { handler: None, ended: Ended::Outcome(Outcome::Done) };
        };
        let reason = match Ended::of(call).await {
            Err(reason) if !handler.is_fallback() => reason,
            Err(reason) => {
                // The fallback itself takes something that is not there.
                self.unhandled.take(&work.occurrence, &Reason::Unfit(reason));
                return Report { handler: Some(handler), ended: Ended::Outcome(Outcome::Done) };
            }
            Ok(ended) => return Report { handler: Some(handler), ended },
        };
        let again = self.fall_through(delivery, work.occurrence, Reason::Unfit(reason));
        let Some((fallback, call)) = again.at else {
            return Report { handler: None, ended: Ended::Outcome(Outcome::Done) };
        };
        match Ended::of(call).await {
            Ok(ended) => Report { handler: Some(fallback), ended },
            Err(reason) => {
                self.unhandled.take(&again.occurrence, &Reason::Unfit(reason));
                Report { handler: Some(fallback), ended: Ended::Outcome(Outcome::Done) }
            }
        }
    }
}

/// How a call ended.
#[derive(Debug)]
pub(crate) enum Ended {
    Outcome(Outcome),
    Panicked(String),
    TooLate(Duration),
}

impl Ended {
    /// Runs a call to its end; `Err` says what its extractors did not find.
    async fn of(call: Call) -> Result<Self, String> {
        match CatchPanic(call).await {
            Ok(Ok(outcome)) => Ok(Self::Outcome(outcome)),
            Ok(Err(rejection)) => match rejection.0 {
                Rejected::Unhandled(reason) => Err(reason),
                Rejected::Retry(error) => Ok(Self::Outcome(Outcome::Retry(error))),
            },
            Err(panic) => Ok(Self::Panicked(panic)),
        }
    }

    fn failed(&self) -> bool {
        match self {
            Self::Outcome(Outcome::Done | Outcome::Discard(_)) => false,
            Self::Outcome(Outcome::Retry(_)) | Self::Panicked(_) | Self::TooLate(_) => true,
        }
    }
}

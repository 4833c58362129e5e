//! From a verified delivery to what its handlers say.
//!
//! Everything that needs the payload happens before the first `.await`: the future of a delivery then
//! holds boxed calls only, and stays small.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::deadline::Deadlines;
use crate::delivery::Delivery;
use crate::extract::{Parts, Reason, Rejected, States};
use crate::handler::{Call, Descriptor, Outcome};
use crate::last_resort::UnhandledCounts;
use crate::late::{after, until};
use crate::occurrence::Occurrence;
use crate::panics::CatchPanic;
use crate::payload::generated::documented::Name;
use crate::read::{Found, Told};
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
    delivery: Delivery,
    first: Work,
    others: Vec<Work>,
    deadline: Duration,
}

/// One occurrence and the call that works on it; none where it is the last resort's.
pub(crate) struct Work {
    pub(crate) occurrence: Occurrence,
    call: Option<Call>,
    /// The call is the fallback's.
    fell_through: bool,
    /// Why its handler did not take it, where there is one.
    rejected: Option<Box<str>>,
    name: Option<Name>,
}

/// Whether the delivery may be acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Acknowledge,
    SendAgain,
}

impl Dispatch {
    /// Calls the handlers, without running them.
    pub(crate) fn start(&self, delivery: Delivery, told: Told, trace: &Trace) -> Started {
        match told {
            Told::One(found) => {
                let deadline = self.deadlines.of(std::iter::once(&found.occurrence));
                let first = self.call_traced(&delivery, found, trace);
                Started { delivery, first, others: Vec::new(), deadline }
            }
            Told::Several(found) => {
                let deadline = self.deadlines.of(found.iter().map(|found| &found.occurrence));
                let mut calls = found.into_iter().map(|found| self.call_traced(&delivery, found, trace));
                // The reader calls it several only where there are two.
                let first = calls.next().unwrap_or_else(|| Work::of_nobody(Occurrence::unnamed(0)));
                let others = calls.collect();
                Started { delivery, first, others, deadline }
            }
        }
    }

    fn call_traced(&self, delivery: &Delivery, found: Found, trace: &Trace) -> Work {
        trace.ids_of(&found.payload);
        self.call(delivery, found)
    }

    /// The call that works on one occurrence.
    pub(crate) fn call(&self, delivery: &Delivery, Found { name, occurrence, payload }: Found) -> Work {
        match self.table.handler(name, &occurrence) {
            Some(handler) => {
                let parts = Parts::new(delivery.clone(), occurrence.clone(), payload, Arc::clone(&self.states));
                Work { occurrence, call: Some((handler.call)(parts)), fell_through: false, rejected: None, name }
            }
            None => match self.table.fallback() {
                Some(fallback) => {
                    let call = self.call_fallback(fallback, delivery, &occurrence, payload.into_reason());
                    Work { occurrence, call: Some(call), fell_through: true, rejected: None, name }
                }
                None => {
                    self.unhandled.take(&occurrence);
                    Work::of_nobody(occurrence)
                }
            },
        }
    }

    fn call_fallback(
        &self,
        fallback: &Descriptor,
        delivery: &Delivery,
        occurrence: &Occurrence,
        reason: Reason,
    ) -> Call {
        (fallback.call)(Parts::unhandled(delivery.clone(), occurrence.clone(), reason, Arc::clone(&self.states)))
    }

    /// Runs the calls one after the other, each even if one before it failed, until the deadline.
    pub(crate) async fn finish(&self, started: &mut Started, arrived: Instant, trace: &mut Trace) -> Verdict {
        let mut verdict = Verdict::Acknowledge;
        let deadline = started.deadline;
        for work in std::iter::once(&mut started.first).chain(&mut started.others) {
            let begun = trace.now();
            let ended = {
                let running = pin!(self.run(work, &started.delivery));
                until(after(arrived, deadline), running).await
            };
            let ended = ended.unwrap_or(Ended::TooLate(deadline));
            if ended.failed() {
                verdict = Verdict::SendAgain;
            }
            if begun.is_some() {
                trace.handled(&work.occurrence, &Report { handler: self.handler_of(work), ended }, begun);
            }
        }
        verdict
    }

    /// Runs an occurrence to its end. What does not fit its handler goes to the fallback.
    async fn run(&self, work: &mut Work, delivery: &Delivery) -> Ended {
        loop {
            // Stays where it is while it runs, so that nothing has to be moved.
            let Some(call) = &mut work.call else { return Ended::Outcome(Outcome::Done) };
            let reason = match Ended::of(call).await {
                Ok(ended) => return ended,
                Err(reason) => reason,
            };
            if let Some(reason) = self.fall_through(work, delivery, reason) {
                self.unhandled.take_unfit(&work.occurrence, &reason);
                return Ended::Unfit(reason);
            }
        }
    }

    /// After a call whose extractors did not find what they take: the next call is that of the fallback.
    /// Where there is none, or it was that one, the reason.
    pub(crate) fn fall_through(&self, work: &mut Work, delivery: &Delivery, reason: String) -> Option<String> {
        match self.table.fallback().filter(|_| !work.fell_through) {
            Some(fallback) => {
                let unfit = Reason::Unfit(reason.clone());
                work.call = Some(self.call_fallback(fallback, delivery, &work.occurrence, unfit));
                (work.fell_through, work.rejected) = (true, Some(reason.into()));
                None
            }
            // The fallback itself takes something that is not there.
            None => Some(match work.rejected.take() {
                Some(of_the_handler) => format!("{of_the_handler}; nor does it fit the fallback: {reason}"),
                None => reason,
            }),
        }
    }

    pub(crate) fn handler_of(&self, work: &Work) -> Option<&Descriptor> {
        match (&work.call, work.fell_through) {
            (None, _) => None,
            (Some(_), true) => self.table.fallback(),
            (Some(_), false) => self.table.handler(work.name, &work.occurrence),
        }
    }
}

impl Work {
    /// The call that is next, or runs.
    #[cfg(feature = "inbox")]
    pub(crate) fn call(&mut self) -> Option<&mut Call> {
        self.call.as_mut()
    }

    /// Drops the call, ended or not, and what it holds.
    #[cfg(feature = "inbox")]
    pub(crate) fn stop(&mut self) {
        self.call = None;
    }

    /// The last resort has taken it.
    fn of_nobody(occurrence: Occurrence) -> Self {
        Self { occurrence, call: None, fell_through: false, rejected: None, name: None }
    }
}

/// How an occurrence ended.
#[derive(Debug)]
pub(crate) enum Ended {
    Outcome(Outcome),
    /// The delivery does not have what its handler takes, and no fallback took it: why.
    Unfit(String),
    Panicked(String),
    TooLate(Duration),
}

impl Ended {
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

    fn failed(&self) -> bool {
        match self {
            // To send it again would not change it.
            Self::Outcome(Outcome::Done | Outcome::Discard(_)) | Self::Unfit(_) => false,
            Self::Outcome(Outcome::Retry(_)) | Self::Panicked(_) | Self::TooLate(_) => true,
        }
    }
}

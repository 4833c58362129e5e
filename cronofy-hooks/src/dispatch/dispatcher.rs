//! From a verified delivery to what its handlers say.
//!
//! The payload of the only occurrence is read before the first `.await`: the future of a delivery then
//! holds boxed calls only, and stays small. Of several occurrences each call reads its own payload when
//! it runs, and is dropped when it has ended.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use super::deadlines::Deadlines;
use super::panic::CatchPanic;
use super::telemetry::{Report, Trace};
use super::timeout::{after, until};
use super::unhandled_counts::UnhandledCounts;
use crate::delivery::Delivery;
use crate::extract::{Parts, Reason, Rejected, States};
use crate::handler::{Call, Descriptor};
use crate::outcome::Outcome;
use crate::parse::Occurrence;
use crate::parse::{Found, Told};
use crate::payload::generated::documented::Name;
use crate::routing::Table;

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
                trace.ids_of(&found.payload);
                let deadline = self.deadlines.of(std::iter::once(&found.occurrence));
                let first = self.call(&delivery, found);
                Started { delivery, first, others: Vec::new(), deadline }
            }
            Told::Several(found) => {
                trace.ids_in(delivery.body());
                let deadline = self.deadlines.of(found.iter().map(|found| &found.occurrence));
                let mut calls = found.into_iter().map(|found| self.call(&delivery, found));
                // The reader calls it several only where there are two.
                let first = calls.next().unwrap_or_else(|| Work::of_nobody(Occurrence::unnamed(0)));
                let others = calls.collect();
                Started { delivery, first, others, deadline }
            }
        }
    }

    /// The call that works on one occurrence.
    pub(crate) fn call(&self, delivery: &Delivery, Found { name, occurrence, payload }: Found) -> Work {
        match self.table.handler(name, &occurrence) {
            Some(handler) => {
                let (delivery, states) = (delivery.clone(), Arc::clone(&self.states));
                let parts = Parts::new(handler.meta.name, delivery, occurrence.clone(), payload, states);
                Work { occurrence, call: Some((handler.call)(parts)), fell_through: false, rejected: None, name }
            }
            None => match self.table.fallback() {
                Some(fallback) => {
                    let reason = payload.read(delivery, &occurrence).into_reason();
                    let call = self.call_fallback(fallback, delivery, &occurrence, reason);
                    Work { occurrence, call: Some(call), fell_through: true, rejected: None, name }
                }
                None => match payload.into_reason() {
                    // Some of them may have a handler.
                    reason @ Reason::TooMany(_) => {
                        Work { rejected: Some(reason.to_string().into()), ..Work::of_nobody(occurrence) }
                    }
                    _ => {
                        self.unhandled.take(&occurrence);
                        Work::of_nobody(occurrence)
                    }
                },
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
        let (delivery, states) = (delivery.clone(), Arc::clone(&self.states));
        (fallback.call)(Parts::unhandled(fallback.meta.name, delivery, occurrence.clone(), reason, states))
    }

    /// Runs the calls one after the other, each even if one before it failed, until the deadline,
    /// which counts from when the body was complete.
    pub(crate) async fn finish(&self, started: &mut Started, complete: Instant, trace: &mut Trace) -> Verdict {
        let mut verdict = Verdict::Acknowledge;
        let deadline = started.deadline;
        let mut first = true;
        for work in std::iter::once(&mut started.first).chain(&mut started.others) {
            if !std::mem::replace(&mut first, false) {
                // Each may read a body of a megabyte, and none of them has to wait for anything.
                let_others_run().await;
            }
            let begun = trace.now();
            let ended = {
                let running = pin!(self.run(work, &started.delivery));
                until(after(complete, deadline), running).await
            };
            let ended = ended.unwrap_or(Ended::TooLate(deadline));
            if ended.failed() {
                verdict = Verdict::SendAgain;
            }
            if begun.is_some() {
                trace.handled(&work.occurrence, &Report { handler: self.handler_of(work), ended }, begun);
            }
            // One that ran out of time still holds its payload, which can be as large as the body.
            work.stop();
        }
        verdict
    }

    /// Runs an occurrence to its end. What does not fit its handler goes to the fallback.
    async fn run(&self, work: &mut Work, delivery: &Delivery) -> Ended {
        loop {
            // Stays where it is while it runs, so that nothing has to be moved.
            let unfit = match &mut work.call {
                Some(call) => match Ended::of(call).await {
                    Ok(ended) => return ended,
                    Err(reason) => self.fall_through(work, delivery, reason),
                },
                None => match work.without_call() {
                    Ended::Unfit(reason) => Some(reason),
                    ended => return ended,
                },
            };
            if let Some(reason) = unfit {
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
    pub(crate) fn stop(&mut self) {
        self.call = None;
    }

    /// How an occurrence ends that no function takes.
    pub(crate) fn without_call(&mut self) -> Ended {
        self.rejected.take().map_or(Ended::Outcome(Outcome::Done), |reason| Ended::Unfit(reason.into()))
    }

    /// The last resort has taken it.
    fn of_nobody(occurrence: Occurrence) -> Self {
        Self { occurrence, call: None, fell_through: false, rejected: None, name: None }
    }
}

/// Lets the runtime run other tasks of its thread first.
async fn let_others_run() {
    let mut done = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut done, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
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

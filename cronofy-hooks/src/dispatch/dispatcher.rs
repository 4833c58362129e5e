//! [`Dispatch`]: from a verified delivery to the outcomes of its handlers.
//!
//! The payload of an only occurrence is read before the first `.await`: the future of a delivery then
//! holds boxed calls only, and stays small. If there are several occurrences, each call reads its own
//! payload when it runs, and drops it when it ends.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use super::completion::Completion;
use super::deadlines::Deadlines;
use super::telemetry::{Report, Trace};
use super::timeout::until;
use super::unhandled_counts::UnhandledCounts;
use crate::delivery::Delivery;
use crate::documented::Name;
use crate::extract::{Parts, Reason, States};
use crate::handler::{Call, Descriptor};
use crate::measure::{self, Stopwatch};
use crate::outcome::Outcome;
use crate::parse::{Contents, Found, Occurrence};
use crate::routing::Table;

/// The handlers of the application, ready to be called.
#[derive(Debug)]
pub(crate) struct Dispatch {
    pub(crate) table: Table,
    pub(crate) states: Arc<States>,
    pub(crate) unhandled: UnhandledCounts,
    pub(crate) deadlines: Deadlines,
}

/// A delivery with one invocation for each of its occurrences, in order.
pub(crate) struct Dispatched {
    delivery: Delivery,
    first: Invocation,
    rest: Vec<Invocation>,
    deadline: Duration,
}

/// One occurrence and the call that handles it; no call if no function takes it.
pub(crate) struct Invocation {
    pub(crate) occurrence: Occurrence,
    call: Option<Call>,
    /// The call is the fallback's.
    fell_through: bool,
    /// Why its handler did not take it, if it has one.
    rejected: Option<Box<str>>,
    name: Option<Name>,
}

/// Whether to acknowledge the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Acknowledge,
    SendAgain,
}

impl Dispatch {
    /// Calls the handlers, without running them.
    pub(crate) fn start(&self, delivery: Delivery, contents: Contents, trace: &Trace) -> Dispatched {
        let Contents { first, rest } = contents;
        if rest.is_empty() {
            trace.ids_of(&first.payload);
        } else {
            trace.ids_in(delivery.body());
        }
        let occurrences = std::iter::once(&first).chain(&rest).map(|found| &found.occurrence);
        let deadline = self.deadlines.of(occurrences);
        let first = self.call(&delivery, first);
        let rest = rest.into_iter().map(|found| self.call(&delivery, found)).collect();
        Dispatched { delivery, first, rest, deadline }
    }

    /// The call that handles one occurrence.
    pub(crate) fn call(&self, delivery: &Delivery, Found { name, occurrence, payload }: Found) -> Invocation {
        let mut invocation = Invocation { occurrence, call: None, fell_through: false, rejected: None, name };
        let occurrence = &invocation.occurrence;
        if let Some(handler) = self.table.handler(name, occurrence) {
            let (delivery, states) = (delivery.clone(), Arc::clone(&self.states));
            let parts = Parts::new(handler.meta.name, delivery, occurrence.clone(), payload, states);
            invocation.call = handler.call(parts);
        } else if let Some(fallback) = self.table.fallback() {
            let reason = payload.read(delivery, occurrence).into_reason();
            invocation.call = self.call_fallback(fallback, delivery, occurrence, reason);
            invocation.fell_through = true;
        } else if let reason @ Reason::TooMany(_) = payload.into_reason() {
            // Some of them may have a handler.
            invocation.rejected = Some(reason.to_string().into());
        } else if name != Some(Name::Verification) {
            // A verification asks for nothing but the answer.
            self.unhandled.count_unhandled(occurrence);
            measure::unhandled();
        }
        invocation
    }

    fn call_fallback(
        &self,
        fallback: &Descriptor,
        delivery: &Delivery,
        occurrence: &Occurrence,
        reason: Reason,
    ) -> Option<Call> {
        let (delivery, states) = (delivery.clone(), Arc::clone(&self.states));
        fallback.call(Parts::unhandled(fallback.meta.name, delivery, occurrence.clone(), reason, states))
    }

    /// Runs the calls one after the other, each even if one before it failed, until the deadline,
    /// which counts from when the body was complete.
    pub(crate) async fn finish(&self, dispatched: &mut Dispatched, complete: Instant, trace: &mut Trace) -> Verdict {
        let mut verdict = Verdict::Acknowledge;
        let deadline = dispatched.deadline;
        let mut first = true;
        for invocation in std::iter::once(&mut dispatched.first).chain(&mut dispatched.rest) {
            if !std::mem::replace(&mut first, false) {
                // Each may read a body of a megabyte without ever waiting.
                yield_once().await;
            }
            let begun = trace.now();
            let stopwatch = Stopwatch::start();
            let completion = {
                let running = pin!(self.run(invocation, &dispatched.delivery));
                until(complete, deadline, running).await
            };
            let completion = completion.unwrap_or(Completion::TimedOut(deadline));
            if completion.failed() {
                verdict = Verdict::SendAgain;
            }
            if let Some(handler) = self.handler_of(invocation) {
                measure::handled(handler.meta.name, stopwatch.elapsed());
                measure::ran(handler.meta.name, completion.as_run());
            }
            if begun.is_some() {
                trace.handled(
                    &invocation.occurrence,
                    &Report { handler: self.handler_of(invocation), completion },
                    begun,
                );
            }
            // A call that timed out still holds its payload, which can be as large as the body.
            invocation.stop();
        }
        verdict
    }

    /// Runs an occurrence to its end. What its handler cannot take goes to the fallback.
    async fn run(&self, invocation: &mut Invocation, delivery: &Delivery) -> Completion {
        loop {
            // The call stays where it is while it runs, so that nothing has to be moved.
            let mismatch = match &mut invocation.call {
                Some(call) => match Completion::of(call).await {
                    Ok(completion) => return completion,
                    Err(reason) => self.fall_through(invocation, delivery, reason),
                },
                None => match invocation.without_call() {
                    Completion::Mismatch(reason) => Some(reason),
                    completion => return completion,
                },
            };
            if let Some(reason) = mismatch {
                self.unhandled.count_mismatch(&invocation.occurrence, &reason);
                return Completion::Mismatch(reason);
            }
        }
    }

    /// After a call whose extractors rejected the delivery: makes the call of the fallback. Returns the
    /// reason if there is no fallback, or if the call was the fallback's.
    pub(crate) fn fall_through(
        &self,
        invocation: &mut Invocation,
        delivery: &Delivery,
        reason: String,
    ) -> Option<String> {
        measure::mismatch(self.handler_of(invocation).map_or("none", |handler| handler.meta.name));
        match self.table.fallback().filter(|_| !invocation.fell_through) {
            Some(fallback) => {
                let mismatch = Reason::Mismatch(reason.clone());
                invocation.call = self.call_fallback(fallback, delivery, &invocation.occurrence, mismatch);
                (invocation.fell_through, invocation.rejected) = (true, Some(reason.into()));
                None
            }
            // The fallback itself takes something that is not there.
            None => Some(match invocation.rejected.take() {
                Some(of_the_handler) => format!("{of_the_handler}; nor does it fit the fallback: {reason}"),
                None => reason,
            }),
        }
    }

    pub(crate) fn handler_of(&self, invocation: &Invocation) -> Option<&Descriptor> {
        match (&invocation.call, invocation.fell_through) {
            (None, _) => None,
            (Some(_), true) => self.table.fallback(),
            (Some(_), false) => self.table.handler(invocation.name, &invocation.occurrence),
        }
    }
}

impl Invocation {
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
    pub(crate) fn without_call(&mut self) -> Completion {
        self.rejected.take().map_or(Completion::Outcome(Outcome::Done), |reason| Completion::Mismatch(reason.into()))
    }
}

/// Lets the runtime run other tasks of its thread first.
async fn yield_once() {
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

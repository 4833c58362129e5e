//! [`RestoredJob`]: a stored job that can be run.

use std::pin::pin;
use std::sync::Arc;

use tokio::time::Instant;

use super::handler_transaction::HandlerTransaction;
use super::settings::WorkerSettings;
use crate::delivery::{Delivery, NotUtf8};
use crate::dispatch::timeout::{Elapsed, until};
use crate::dispatch::{Completion, Dispatch, Invocation};
use crate::documented::Documented;
use crate::handler::Policy;
use crate::inbox::lease::LeasedJob;
use crate::inbox::request_head::RequestHead;
use crate::parse::PayloadSlot;
use crate::parse::{Found, read_at};

/// A stored job that can be run: its delivery, and the call of its handler.
pub(super) struct RestoredJob {
    pub(super) delivery: Delivery,
    pub(super) work: Invocation,
}

impl RestoredJob {
    /// Restores a job, without running it.
    ///
    /// # Errors
    /// When it is damaged, or was stored by a later release. Says why.
    pub(super) fn new(dispatch: &Dispatch, job: &LeasedJob, run: &Arc<HandlerTransaction>) -> Result<Self, String> {
        let LeasedJob { head, body, received_at, since, .. } = job;
        let head = RequestHead::decode(head).map_err(|error| error.to_string())?;
        let index = job.job.index() as usize;
        let found = read_at(body, index).map_err(|error| format!("the stored body cannot be read: {error}"))?;
        let mut found = found.ok_or_else(|| format!("the stored body has no occurrence at place {index}"))?;
        let params = if head.not_utf8 { Err(NotUtf8) } else { Ok(head.params) };
        let delivery =
            Delivery::restored(head.target, params, head.headers, body.clone(), *received_at, Arc::clone(run))
                .map_err(|error| format!("the stored request target cannot be read: {error}"))?;
        join(&mut found, *since);
        let work = dispatch.call(&delivery, found);
        Ok(Self { delivery, work })
    }

    /// Runs the handler until it ends or times out. A payload that does not fit the handler goes to the fallback,
    /// which has a timeout of its own.
    pub(super) async fn run(&mut self, dispatch: &Dispatch, settings: &WorkerSettings) -> Completion {
        loop {
            let timeout = settings.of(self.policy(dispatch)).timeout;
            let Some(call) = self.work.call() else { return self.work.without_call() };
            let ended = {
                let running = pin!(Completion::of(call));
                until(Instant::now(), timeout, running).await
            };
            let reason = match ended {
                Ok(Ok(ended)) => return ended,
                Ok(Err(reason)) => reason,
                Err(Elapsed) => return Completion::TimedOut(timeout),
            };
            if let Some(reason) = dispatch.fall_through(&mut self.work, &self.delivery, reason) {
                return Completion::Mismatch(reason);
            }
        }
    }

    /// The name of the function that handles the job; after a run, of the one that ran last.
    pub(super) fn handler(&self, dispatch: &Dispatch) -> &'static str {
        dispatch.handler_of(&self.work).map_or("none", |handler| handler.meta.name)
    }

    pub(super) fn policy(&self, dispatch: &Dispatch) -> Policy {
        dispatch.handler_of(&self.work).map_or(const { Policy::new() }, |handler| handler.meta.policy)
    }
}

/// Sets the time of a change to the earliest time of all jobs that joined.
fn join(found: &mut Found, since: Option<jiff::Timestamp>) {
    if let (Some(since), PayloadSlot::Read(Documented::Change(change))) = (since, &mut found.payload)
        && since < change.changes_since.timestamp()
    {
        change.changes_since = since.into();
    }
}

//! [`Worker::rehearse`]: what a replay would do, without its effects.

use std::sync::Arc;

use super::job::{Job, Kept};
use super::pool::Worker;
use super::run::{Left, Run};
use crate::dispatch::Completion;
use crate::extract::Needs;
use crate::inbox::{Change, Entry, InboxError, Selection, Stored, UnitId, UnitState};
use crate::outcome::Outcome;
use crate::text::Chain;

/// What a replay of a unit would do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rehearsal {
    /// Which.
    pub unit: UnitId,
    /// What it is: `notification "change"`.
    pub name: String,
    /// The function that takes it.
    pub handler: &'static str,
    /// How it ended.
    pub rehearsed: Rehearsed,
}

/// How a rehearsed run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rehearsed {
    /// The handler succeeded; what it wrote was rolled back.
    Done,
    /// The handler would be run again, or not, with this error; what it wrote was rolled back.
    Failed(String),
    /// The handler did not run, for this reason.
    NotRun(String),
}

impl Worker {
    /// Runs the handlers of what [`Change::Replay`] would replay, each in a transaction that is rolled
    /// back. What is stored does not change.
    ///
    /// Handlers that take no `Tx` do not run: their effects could not be taken back. What a handler
    /// does outside its transaction, such as a request to somewhere else, happens all the same.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn rehearse(&self, mut selection: Selection) -> Result<Vec<Rehearsal>, InboxError> {
        // First of all, as a replay does: what cannot be replayed does not count for a limit.
        let asked = |state: &UnitState| selection.states.is_empty() || selection.states.contains(state);
        selection.states =
            UnitState::ALL.into_iter().filter(|state| asked(state) && Change::Replay.applies_to(*state)).collect();
        let mut rehearsals = Vec::new();
        if selection.states.is_empty() {
            return Ok(rehearsals);
        }
        for entry in self.core.inbox.list(selection).await? {
            // It may have been leased since.
            if Change::Replay.applies_to(entry.state)
                && let Some(stored) = self.core.inbox.show(entry.unit.delivery()).await?
            {
                rehearsals.push(self.rehearse_one(entry, &stored).await?);
            }
        }
        Ok(rehearsals)
    }

    async fn rehearse_one(&self, entry: Entry, stored: &Stored) -> Result<Rehearsal, InboxError> {
        let Entry { unit, name, since, .. } = entry;
        let dispatch = &self.core.dispatch;
        let run = Arc::new(Run::new(Arc::clone(&self.core.inbox)));
        let kept = Kept { unit, head: &stored.head, body: &stored.body, received_at: stored.received_at, since };
        let mut job = match Job::new(dispatch, &kept, &run) {
            Ok(job) => job,
            Err(unreadable) => {
                return Ok(Rehearsal {
                    unit,
                    name,
                    handler: "none",
                    rehearsed: Rehearsed::NotRun(unreadable.to_string()),
                });
            }
        };
        let why_not = match dispatch.handler_of(&job.work) {
            None => Some("no handler takes it"),
            Some(handler) => {
                let mut needs = Needs::default();
                (handler.needs)(&mut needs);
                (!needs.takes_transaction()).then_some("it takes no `Tx`, so what it does could not be taken back")
            }
        };
        if let Some(reason) = why_not {
            let reason = reason.to_owned();
            return Ok(Rehearsal { unit, name, handler: job.handler(dispatch), rehearsed: Rehearsed::NotRun(reason) });
        }
        let ended = job.run(dispatch, &self.core.settings).await;
        let handler = job.handler(dispatch);
        // A handler that has not ended may have its transaction.
        job.work.stop();
        if let Left::Transaction(transaction) = run.left() {
            self.core.inbox.roll_back(transaction).await?;
        }
        let rehearsed = match ended {
            Completion::Outcome(Outcome::Done) => Rehearsed::Done,
            Completion::Outcome(Outcome::Retry(error) | Outcome::Discard(error)) => {
                Rehearsed::Failed(Chain(&*error).to_string())
            }
            Completion::Mismatch(reason) => Rehearsed::Failed(reason),
            Completion::Panicked(panic) => Rehearsed::Failed(format!("the handler panicked: {panic}")),
            Completion::TimedOut(timeout) => Rehearsed::Failed(format!("the handler took longer than {timeout:?}")),
        };
        Ok(Rehearsal { unit, name, handler, rehearsed })
    }
}

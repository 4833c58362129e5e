//! [`Worker::dry_run`]: what a replay would do, without its effects.

use std::sync::Arc;

use super::handler_transaction::{HandlerTransaction, Left};
use super::pool::Worker;
use super::restored_job::{JobData, RestoredJob};
use crate::dispatch::Completion;
use crate::extract::Needs;
use crate::inbox::{InboxError, JobAction, JobFilter, JobId, JobRecord, JobState, StoredDelivery};
use crate::outcome::Outcome;
use crate::text::Chain;

/// What a replay of a job would do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DryRun {
    /// Which.
    pub job: JobId,
    /// What it is: `notification "change"`.
    pub name: String,
    /// The function that takes it.
    pub handler: &'static str,
    /// How it ended.
    pub outcome: DryRunOutcome,
}

/// How a dry run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DryRunOutcome {
    /// The handler succeeded; what it wrote was rolled back.
    Done,
    /// The handler would be run again, or not, with this error; what it wrote was rolled back.
    Failed(String),
    /// The handler did not run, for this reason.
    NotRun(String),
}

impl Worker {
    /// Runs the handlers of what [`JobAction::Replay`] would replay, each in a transaction that is rolled
    /// back. What is stored does not change.
    ///
    /// Handlers that take no `Tx` do not run: their effects could not be taken back. What a handler
    /// does outside its transaction, such as a request to somewhere else, happens all the same.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn dry_run(&self, mut filter: JobFilter) -> Result<Vec<DryRun>, InboxError> {
        // First of all, as a replay does: what cannot be replayed does not count for a limit.
        let asked = |state: &JobState| filter.states.is_empty() || filter.states.contains(state);
        filter.states =
            JobState::ALL.into_iter().filter(|state| asked(state) && JobAction::Replay.applies_to(*state)).collect();
        let mut dry_runs = Vec::new();
        if filter.states.is_empty() {
            return Ok(dry_runs);
        }
        for entry in self.core.inbox.list(filter).await? {
            // It may have been leased since.
            if JobAction::Replay.applies_to(entry.state)
                && let Some(stored) = self.core.inbox.show(entry.job.delivery()).await?
            {
                dry_runs.push(self.dry_run_one(entry, &stored).await?);
            }
        }
        Ok(dry_runs)
    }

    async fn dry_run_one(&self, entry: JobRecord, stored: &StoredDelivery) -> Result<DryRun, InboxError> {
        let JobRecord { job, name, since, .. } = entry;
        let dispatch = &self.core.dispatch;
        let run = Arc::new(HandlerTransaction::new(Arc::clone(&self.core.inbox)));
        let data = JobData { job, head: &stored.head, body: &stored.body, received_at: stored.received_at, since };
        let mut restored = match RestoredJob::new(dispatch, &data, &run) {
            Ok(restored) => restored,
            Err(unreadable) => {
                return Ok(DryRun {
                    job,
                    name,
                    handler: "none",
                    outcome: DryRunOutcome::NotRun(unreadable.to_string()),
                });
            }
        };
        let why_not = match dispatch.handler_of(&restored.work) {
            None => Some("no handler takes it"),
            Some(handler) => {
                let mut needs = Needs::default();
                (handler.needs)(&mut needs);
                (!needs.takes_transaction()).then_some("it takes no `Tx`, so what it does could not be taken back")
            }
        };
        if let Some(reason) = why_not {
            let reason = reason.to_owned();
            return Ok(DryRun {
                job,
                name,
                handler: restored.handler(dispatch),
                outcome: DryRunOutcome::NotRun(reason),
            });
        }
        let ended = restored.run(dispatch, &self.core.settings).await;
        let handler = restored.handler(dispatch);
        // A handler that has not ended may have its transaction.
        restored.work.stop();
        if let Left::Transaction(transaction) = run.left() {
            self.core.inbox.roll_back(transaction).await?;
        }
        let outcome = match ended {
            Completion::Outcome(Outcome::Done) => DryRunOutcome::Done,
            Completion::Outcome(Outcome::Retry(error) | Outcome::Discard(error)) => {
                DryRunOutcome::Failed(Chain(&*error).to_string())
            }
            Completion::Mismatch(reason) => DryRunOutcome::Failed(reason),
            Completion::Panicked(panic) => DryRunOutcome::Failed(format!("the handler panicked: {panic}")),
            Completion::TimedOut(timeout) => DryRunOutcome::Failed(format!("the handler took longer than {timeout:?}")),
        };
        Ok(DryRun { job, name, handler, outcome })
    }
}

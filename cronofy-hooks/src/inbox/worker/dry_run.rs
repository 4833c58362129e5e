//! [`Worker::dry_run`]: runs the handlers that a replay would run, without their effects.

use std::sync::Arc;

use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::handler_transaction::HandlerTransaction;
use super::pool::Worker;
use super::restored_job::RestoredJob;
use crate::dispatch::Completion;
use crate::extract::Needs;
use crate::inbox::admin::{JobAction, JobFilter, JobRecord, StoredDelivery};
use crate::inbox::error::InboxError;
use crate::inbox::job_id::{Fence, JobId};
use crate::inbox::lease::LeasedJob;
use crate::outcome::Outcome;
use crate::text::Chain;

/// The result of a dry run of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DryRun {
    /// Its id.
    pub job: JobId,
    /// Its readable name, such as `notification "change"`.
    pub name: String,
    /// The name of its handler, or `none`.
    pub handler: &'static str,
    /// How the run ended.
    pub outcome: DryRunOutcome,
}

/// How a dry run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DryRunOutcome {
    /// The handler succeeded; its writes were rolled back.
    Done,
    /// The handler failed with this error; its writes were rolled back.
    Failed(String),
    /// The handler did not run, for this reason.
    NotRun(String),
}

impl Worker {
    /// Runs the handlers of the jobs that [`JobAction::Replay`] would replay, each in a transaction that is rolled
    /// back. Nothing that is stored changes.
    ///
    /// Handlers without a `Tx` do not run: their effects could not be undone. Effects outside the transaction, such
    /// as a request to another service, happen all the same.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn dry_run(&self, mut filter: JobFilter) -> Result<Vec<DryRun>, InboxError> {
        // Before the limit applies, as in a replay: jobs that cannot be replayed do not count for it.
        filter.states = JobAction::Replay.states_of(&filter);
        let mut dry_runs = Vec::new();
        if filter.states.is_empty() {
            return Ok(dry_runs);
        }
        for entry in self.context.inbox.list(filter).await? {
            // Its state may have changed since the list was made.
            if JobAction::Replay.applies_to(entry.state)
                && let Some(stored) = self.context.inbox.show(entry.job.delivery()).await?
            {
                dry_runs.push(self.dry_run_one(entry, stored).await?);
            }
        }
        Ok(dry_runs)
    }

    async fn dry_run_one(&self, entry: JobRecord, stored: StoredDelivery) -> Result<DryRun, InboxError> {
        let JobRecord { job, name, since, .. } = entry;
        let StoredDelivery { head, body, received_at, .. } = stored;
        let dispatch = &self.context.dispatch;
        let run = Arc::new(HandlerTransaction::new(Arc::clone(&self.context.inbox)));
        // As the first lease of the job would be; nothing reads the fence.
        let leased =
            LeasedJob { job, fence: Fence(0), attempt: 1, lost: 0, crashes: 0, since, head, body, received_at };
        let not_run = |name, handler, reason| Ok(DryRun { job, name, handler, outcome: DryRunOutcome::NotRun(reason) });
        let mut restored = match RestoredJob::new(dispatch, &leased, &run) {
            Ok(restored) => restored,
            Err(reason) => return not_run(name, "none", reason),
        };
        let why_not = match dispatch.handler_of(&restored.work) {
            None => Some("no handler takes it"),
            Some(handler) => {
                let mut needs = Needs::default();
                handler.needs(&mut needs);
                (!needs.takes_transaction()).then_some("it takes no `Tx`, so its effects could not be undone")
            }
        };
        if let Some(reason) = why_not {
            return not_run(name, restored.handler(dispatch), reason.to_owned());
        }
        // In a task of its own, as a worker runs it: the inbox knows a handler that holds its lock by the task.
        let context = Arc::clone(&self.context);
        let mut running = JoinSet::new();
        running.spawn(
            async move {
                let ended = restored.run(&context.dispatch, &context.settings).await;
                (restored, ended)
            }
            .in_current_span(),
        );
        let Some(Ok((mut restored, ended))) = running.join_next().await else { return Err(InboxError::closed()) };
        let handler = restored.handler(dispatch);
        // Drops a handler that has not ended: it may have the transaction.
        restored.work.stop();
        if let Some(transaction) = run.left() {
            self.context.inbox.roll_back(transaction).await?;
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

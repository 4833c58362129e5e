//! Runs one leased job: from its lease to its completion.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep};
use tracing::Instrument as _;

use super::context::WorkerContext;
use super::handler_transaction::HandlerTransaction;
use super::lease::{Lease, RETRY_PAUSE, Renewals};
use super::log;
use super::restored_job::RestoredJob;
use super::settings::HandlerSettings;
use crate::dispatch::Completion;
use crate::inbox::error::InboxError;
use crate::inbox::lease::{LeaseUpdate, LeasedJob};
use crate::inbox::measure;
use crate::outcome::Outcome;
use crate::parse::Occurrence;
use crate::text::Chain;

/// How a leased job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunResult {
    /// It was completed: done, discarded, retried or dead.
    Finished,
    /// It was given back, because the worker stops.
    GivenBack,
    /// The lease was lost: another worker has the job, or will get it.
    Lost,
}

/// Why a handler does not run any more.
enum RunEnd {
    Completion(Completion),
    Stopped,
    LeaseLost,
}

/// Another worker has the job, or may have it.
struct LeaseLost;

/// A handler that has ended.
struct EndedRun<'r> {
    occurrence: &'r Occurrence,
    handler: &'static str,
    terms: HandlerSettings,
    attempt: u32,
    took: Duration,
}

/// Runs a leased job. With a `turn` it waits for the turn first, and gives the job back when the turn is dropped.
/// Drops the `slot` when the handler has ended.
pub(super) async fn work(
    context: Arc<WorkerContext>,
    leased: LeasedJob,
    stop: watch::Receiver<bool>,
    slot: Option<OwnedSemaphorePermit>,
    turn: Option<SuspectTurn>,
    renewals: Renewals,
) -> RunResult {
    let span = tracing::info_span!("job", job = %leased.job, attempt = leased.attempt);
    JobTask { run: Arc::new(HandlerTransaction::new(Arc::clone(&context.inbox))), context }
        .work(&leased, stop, slot, turn, renewals)
        .instrument(span)
        .await
}

/// Gives a job back that was leased and does not begin: it is due again at once.
pub(super) async fn release(context: Arc<WorkerContext>, leased: LeasedJob) -> RunResult {
    let (_, renewals) = mpsc::unbounded_channel();
    let mut lease = Lease::new(leased.job, leased.fence, context.settings.lease, renewals);
    let run = Arc::new(HandlerTransaction::new(Arc::clone(&context.inbox)));
    JobTask { context, run }.give_back(&mut lease, "none").await
}

/// Ready when a suspect may run, because no other job does.
pub(super) type SuspectTurn = oneshot::Receiver<()>;

struct JobTask {
    context: Arc<WorkerContext>,
    run: Arc<HandlerTransaction>,
}

impl JobTask {
    async fn work(
        &self,
        leased: &LeasedJob,
        mut stop: watch::Receiver<bool>,
        slot: Option<OwnedSemaphorePermit>,
        turn: Option<SuspectTurn>,
        renewals: Renewals,
    ) -> RunResult {
        let WorkerContext { dispatch, inbox, settings, .. } = &*self.context;
        let mut lease = Lease::new(leased.job, leased.fence, settings.lease, renewals);
        let LeasedJob { received_at, attempt, lost, crashes, .. } = *leased;
        let mut restored = match RestoredJob::new(dispatch, leased, &self.run) {
            Ok(restored) => restored,
            Err(error) => {
                tracing::error!(reason = %error, "a stored job cannot be handled, and is kept as a dead letter");
                return self.complete(&mut lease, "none", LeaseUpdate::Dead { error }).await;
            }
        };
        if crashes >= settings.of(restored.policy(dispatch)).crashes() {
            let error = format!(
                "its process ended {crashes} times while it ran and nothing else did: the handler seems to end the process"
            );
            log::dead(&restored.work.occurrence, restored.handler(dispatch), &error);
            return self.complete(&mut lease, restored.handler(dispatch), LeaseUpdate::Dead { error }).await;
        }
        if let Some(turn) = turn {
            let (occurrence, handler) = (&restored.work.occurrence, restored.handler(dispatch));
            log::suspect(occurrence, handler, lost, crashes);
            match self.wait(&mut lease, turn).await {
                Ok(true) => {}
                Ok(false) => return self.give_back(&mut lease, handler).await,
                Err(LeaseLost) => {
                    log::lost(occurrence, handler);
                    return RunResult::Lost;
                }
            }
        }
        let is_first = attempt == 1 && lost == 0;
        measure::started(restored.handler(dispatch), received_at, (self.context.clock)(), is_first);
        let begun = Instant::now();
        let ending = {
            let running = pin!(restored.run(dispatch, settings));
            tokio::select! {
                biased;
                ended = running => RunEnd::Completion(ended),
                () = lease.keep(&**inbox) => RunEnd::LeaseLost,
                () = stopped(&mut stop) => RunEnd::Stopped,
            }
        };
        // Of the handler that ran last, which may be the fallback.
        let terms = settings.of(restored.policy(dispatch));
        let handler = restored.handler(dispatch);
        // Drops a handler that has not ended. It may have a transaction, which has to end before the job can be
        // completed: SQLite has only one at a time.
        restored.work.stop();
        // A transaction takes a connection of the database until it is committed, so its job still counts as running.
        let _slot = slot.filter(|_| self.run.has_transaction());
        match ending {
            RunEnd::Completion(ended) => {
                let took = begun.elapsed();
                crate::measure::handled(handler, took);
                let ran = EndedRun { occurrence: &restored.work.occurrence, handler, terms, attempt, took };
                self.finish(&mut lease, &ran, ended).await
            }
            RunEnd::Stopped => {
                self.roll_back().await;
                self.give_back(&mut lease, handler).await
            }
            RunEnd::LeaseLost => {
                log::lost(&restored.work.occurrence, handler);
                self.roll_back().await;
                RunResult::Lost
            }
        }
    }

    /// Waits for the turn of a suspect, and records that it runs alone. `Ok(false)` when the turn was dropped.
    async fn wait(&self, lease: &mut Lease, turn: SuspectTurn) -> Result<bool, LeaseLost> {
        let inbox = &*self.context.inbox;
        let comes = tokio::select! {
            biased;
            turn = turn => turn.is_ok(),
            () = lease.keep(inbox) => return Err(LeaseLost),
        };
        if comes && !lease.isolate(inbox).await {
            return Err(LeaseLost);
        }
        Ok(comes)
    }

    async fn give_back(&self, lease: &mut Lease, handler: &'static str) -> RunResult {
        match self.complete(lease, handler, LeaseUpdate::Release).await {
            RunResult::Finished => RunResult::GivenBack,
            lost => lost,
        }
    }

    /// Completes a job whose handler has ended.
    async fn finish(&self, lease: &mut Lease, ran: &EndedRun<'_>, ended: Completion) -> RunResult {
        let update = match ended {
            Completion::Outcome(Outcome::Done) if self.run.is_missing() => self.failed(
                ran,
                "the handler kept its `Tx` after it returned; drop it before, and give it to no other task".to_owned(),
            ),
            Completion::Outcome(Outcome::Done) => return self.done(lease, ran).await,
            Completion::Outcome(Outcome::Discard(reason)) => {
                let reason = Chain(&*reason).to_string();
                log::discarded(ran.occurrence, ran.handler, &reason);
                LeaseUpdate::Discarded { reason }
            }
            Completion::Mismatch(error) => {
                log::unfit(ran.occurrence, ran.handler, &error);
                LeaseUpdate::Dead { error }
            }
            Completion::Outcome(Outcome::Retry(error)) => self.failed(ran, Chain(&*error).to_string()),
            Completion::Panicked(panic) => self.failed(ran, format!("the handler panicked: {panic}")),
            Completion::TimedOut(timeout) => {
                self.failed(ran, format!("the handler took longer than its timeout of {timeout:?}"))
            }
        };
        self.roll_back().await;
        self.complete(lease, ran.handler, update).await
    }

    /// Marks a job as done, in the transaction of its handler if there is one.
    async fn done(&self, lease: &mut Lease, ran: &EndedRun<'_>) -> RunResult {
        lease.close();
        let worked = match self.run.left() {
            None => self.complete(lease, ran.handler, LeaseUpdate::Done).await,
            Some(transaction) => {
                match self.context.inbox.commit(transaction, lease.job, lease.fence, LeaseUpdate::Done).await {
                    Ok(true) => {
                        measure::completed(ran.handler, &LeaseUpdate::Done);
                        RunResult::Finished
                    }
                    Ok(false) => RunResult::Lost,
                    Err(error) => {
                        // The database may have committed all the same: then this update has no effect.
                        let error = format!("its transaction was not committed: {}", Chain(&error));
                        return self.complete(lease, ran.handler, self.failed(ran, error)).await;
                    }
                }
            }
        };
        match worked {
            RunResult::Lost => log::lost(ran.occurrence, ran.handler),
            RunResult::Finished | RunResult::GivenBack => log::done(ran.occurrence, ran.handler, ran.took),
        }
        worked
    }

    /// How to complete a job whose handler failed.
    fn failed(&self, ran: &EndedRun<'_>, error: String) -> LeaseUpdate {
        let EndedRun { occurrence, handler, terms, attempt, .. } = *ran;
        if attempt > terms.retries {
            log::dead(occurrence, handler, &error);
            return LeaseUpdate::Dead { error };
        }
        let after = terms.backoff.after(attempt, (self.context.settings.random.0)());
        log::retry(occurrence, handler, &error, after);
        LeaseUpdate::Retry { after, error }
    }

    async fn roll_back(&self) {
        if let Some(transaction) = self.run.left()
            && let Err(error) = self.context.inbox.roll_back(transaction).await
        {
            tracing::warn!(error = %Chain(&error), "rolling back a transaction failed; closing its connection ends it");
        }
    }

    /// Updates the lease, and tries again after errors until the lease ends.
    async fn complete(&self, lease: &mut Lease, handler: &'static str, update: LeaseUpdate) -> RunResult {
        lease.close();
        loop {
            match self.try_update(lease, &update).await {
                Ok(true) => {
                    measure::completed(handler, &update);
                    return RunResult::Finished;
                }
                Ok(false) => return RunResult::Lost,
                Err(error) if Instant::now() + RETRY_PAUSE >= lease.ends() => {
                    tracing::error!(error = %Chain(&error), "the result of a job could not be stored before its lease ended; it runs again");
                    return RunResult::Lost;
                }
                Err(error) => {
                    tracing::warn!(error = %Chain(&error), "the result of a job could not be stored; trying again until its lease ends");
                    sleep(RETRY_PAUSE).await;
                }
            }
        }
    }

    async fn try_update(&self, lease: &Lease, update: &LeaseUpdate) -> Result<bool, InboxError> {
        self.context.inbox.update_lease(lease.job, lease.fence, update.clone()).await
    }
}

/// Ready when the worker stops waiting for its handlers.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // When the sender is gone, so is the worker.
    let _ = stop.wait_for(|stop| *stop).await;
}

//! One leased job, from its lease to what becomes of it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, sleep};
use tracing::Instrument as _;

use super::Core;
use super::handler_transaction::{HandlerTransaction, Left};
use super::lease::Lease;
use super::log;
use super::restored_job::{JobData, RestoredJob};
use super::settings::Terms;
use crate::dispatch::Completion;
use crate::inbox::{InboxError, LeaseUpdate, LeasedJob, measure};
use crate::outcome::Outcome;
use crate::parse::Occurrence;
use crate::text::Chain;

/// Between two tries to say what became of a job.
pub(super) const UPDATE_AGAIN: Duration = Duration::from_millis(250);

/// What became of a job that was worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worked {
    /// It was settled, in whatever way.
    Finished,
    /// It was given back, because the worker stops.
    GivenBack,
    /// Somebody else has it, or will.
    Lost,
}

/// How the work on a job came to its end.
enum Ending {
    Completion(Completion),
    Stopped,
    LeaseLost,
}

/// Another worker has the job, or may have it.
struct LeaseLost;

/// A run that came to its end.
struct Ran<'r> {
    occurrence: &'r Occurrence,
    handler: &'static str,
    terms: Terms,
    attempt: u32,
    took: Duration,
}

/// Works on a leased job: with a turn, once it is given. Without it the job is given back.
pub(super) async fn work(
    core: Arc<Core>,
    leased: LeasedJob,
    stop: watch::Receiver<bool>,
    turn: Option<Turn>,
) -> Worked {
    let span = tracing::info_span!("job", job = %leased.job, attempt = leased.attempt);
    Task { run: Arc::new(HandlerTransaction::new(Arc::clone(&core.inbox))), core }
        .work(&leased, stop, turn)
        .instrument(span)
        .await
}

/// Ready when a suspect may run, and nothing else runs.
pub(super) type Turn = oneshot::Receiver<()>;

struct Task {
    core: Arc<Core>,
    run: Arc<HandlerTransaction>,
}

impl Task {
    async fn work(&self, leased: &LeasedJob, mut stop: watch::Receiver<bool>, turn: Option<Turn>) -> Worked {
        let Core { dispatch, inbox, settings, .. } = &*self.core;
        let mut lease = Lease::new(leased.job, leased.fence, settings.lease);
        let LeasedJob { job, ref head, ref body, received_at, since, attempt, lost, crashes, .. } = *leased;
        let mut restored = match RestoredJob::new(dispatch, &JobData { job, head, body, received_at, since }, &self.run)
        {
            Ok(restored) => restored,
            Err(unreadable) => {
                log::unreadable(&unreadable);
                return self.update_lease(&lease, LeaseUpdate::Dead { error: unreadable.to_string() }).await;
            }
        };
        if crashes >= settings.of(restored.policy(dispatch)).crashes() {
            let error = format!(
                "its process ended {crashes} times while it ran and nothing else did: the handler seems to end the process"
            );
            log::dead(&restored.work.occurrence, restored.handler(dispatch), &error);
            return self.update_lease(&lease, LeaseUpdate::Dead { error }).await;
        }
        if let Some(turn) = turn {
            let (occurrence, handler) = (&restored.work.occurrence, restored.handler(dispatch));
            log::suspect(occurrence, handler, lost, crashes);
            match self.wait(&mut lease, turn).await {
                Ok(true) => {}
                Ok(false) => return self.give_back(&lease).await,
                Err(LeaseLost) => {
                    log::lost(occurrence, handler);
                    return Worked::Lost;
                }
            }
        }
        measure::started(received_at, (self.core.clock)(), attempt == 1 && lost == 0);
        let begun = Instant::now();
        let ending = {
            let running = pin!(restored.run(dispatch, settings));
            tokio::select! {
                biased;
                ended = running => Ending::Completion(ended),
                () = lease.keep(&**inbox) => Ending::LeaseLost,
                () = stopped(&mut stop) => Ending::Stopped,
            }
        };
        // Of the handler that ran last: what does not fit its handler goes to the fallback.
        let terms = settings.of(restored.policy(dispatch));
        let handler = restored.handler(dispatch);
        // A handler that has not ended may have a transaction, and its job cannot be settled before
        // that has ended: SQLite has one at a time.
        restored.work.stop();
        match ending {
            Ending::Completion(ended) => {
                let took = begun.elapsed();
                measure::handled(handler, took);
                let ran = Ran { occurrence: &restored.work.occurrence, handler, terms, attempt, took };
                self.finish(&lease, &ran, ended).await
            }
            Ending::Stopped => {
                self.roll_back().await;
                self.give_back(&lease).await
            }
            Ending::LeaseLost => {
                log::lost(&restored.work.occurrence, handler);
                self.roll_back().await;
                Worked::Lost
            }
        }
    }

    /// Waits for the turn of a suspect, and says that nothing else runs. `Ok(false)` when the turn does
    /// not come.
    async fn wait(&self, lease: &mut Lease, turn: Turn) -> Result<bool, LeaseLost> {
        let inbox = &*self.core.inbox;
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

    async fn give_back(&self, lease: &Lease) -> Worked {
        match self.update_lease(lease, LeaseUpdate::Release).await {
            Worked::Finished => Worked::GivenBack,
            lost => lost,
        }
    }

    /// Settles a job whose handler has ended.
    async fn finish(&self, lease: &Lease, ran: &Ran<'_>, ended: Completion) -> Worked {
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
        self.update_lease(lease, update).await
    }

    /// Says that a job is done, in the transaction of its handler where it took one.
    async fn done(&self, lease: &Lease, ran: &Ran<'_>) -> Worked {
        let worked = match self.run.left() {
            Left::Nothing => self.update_lease(lease, LeaseUpdate::Done).await,
            Left::Transaction(transaction) => {
                match self.core.inbox.commit(transaction, lease.job, lease.fence, LeaseUpdate::Done).await {
                    Ok(true) => {
                        measure::settled(&LeaseUpdate::Done);
                        Worked::Finished
                    }
                    Ok(false) => Worked::Lost,
                    Err(error) => {
                        // It may have been committed all the same: then this has no effect.
                        let error = format!("its transaction was not committed: {}", Chain(&error));
                        return self.update_lease(lease, self.failed(ran, error)).await;
                    }
                }
            }
        };
        match worked {
            Worked::Lost => log::lost(ran.occurrence, ran.handler),
            Worked::Finished | Worked::GivenBack => log::done(ran.occurrence, ran.handler, ran.took),
        }
        worked
    }

    /// What becomes of a job whose handler failed.
    fn failed(&self, ran: &Ran<'_>, error: String) -> LeaseUpdate {
        let Ran { occurrence, handler, terms, attempt, .. } = *ran;
        if attempt > terms.retries {
            log::dead(occurrence, handler, &error);
            return LeaseUpdate::Dead { error };
        }
        let after = terms.backoff.after(attempt, (self.core.settings.random)());
        log::retry(occurrence, handler, &error, after);
        LeaseUpdate::Retry { after, error }
    }

    async fn roll_back(&self) {
        if let Left::Transaction(transaction) = self.run.left()
            && let Err(error) = self.core.inbox.roll_back(transaction).await
        {
            log::not_rolled_back(&error);
        }
    }

    /// Says what became of a job, again and again while the lease holds.
    async fn update_lease(&self, lease: &Lease, update: LeaseUpdate) -> Worked {
        loop {
            match self.try_update(lease, &update).await {
                Ok(true) => {
                    measure::settled(&update);
                    return Worked::Finished;
                }
                Ok(false) => return Worked::Lost,
                Err(error) if Instant::now() + UPDATE_AGAIN >= lease.ends() => {
                    log::never_settled(&error);
                    return Worked::Lost;
                }
                Err(error) => {
                    log::not_settled_yet(&error);
                    sleep(UPDATE_AGAIN).await;
                }
            }
        }
    }

    async fn try_update(&self, lease: &Lease, update: &LeaseUpdate) -> Result<bool, InboxError> {
        self.core.inbox.update_lease(lease.job, lease.fence, update.clone()).await
    }
}

/// Ready when the worker waits no longer.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // Without anybody who could say so, the worker is gone as well.
    let _ = stop.wait_for(|stop| *stop).await;
}

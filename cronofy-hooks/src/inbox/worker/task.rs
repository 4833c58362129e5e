//! One leased unit, from its lease to what becomes of it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tracing::Instrument as _;

use super::Core;
use super::job::{Job, Kept};
use super::lease::Lease;
use super::run::{Left, Run};
use super::settings::Terms;
use super::tell;
use crate::chain::Chain;
use crate::dispatch::Ended;
use crate::handler::Outcome;
use crate::inbox::{InboxError, Leased, Settlement, measure};
use crate::late::until;
use crate::occurrence::Occurrence;

/// Between two tries to say what became of a unit.
const SETTLE_AGAIN: Duration = Duration::from_millis(250);

/// What became of a unit that was worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worked {
    /// It was settled, in whatever way.
    Finished,
    /// It was given back, because the worker stops.
    GivenBack,
    /// Somebody else has it, or will.
    Lost,
}

/// How the work on a unit came to its end.
enum Ending {
    Ended(Ended),
    Stopped,
    LeaseLost,
}

pub(super) async fn work(core: Arc<Core>, leased: Leased, stop: watch::Receiver<bool>) -> Worked {
    let span = tracing::info_span!("unit", unit = %leased.unit, attempt = leased.attempt);
    Task { run: Arc::new(Run::new(Arc::clone(&core.inbox))), core }.work(&leased, stop).instrument(span).await
}

struct Task {
    core: Arc<Core>,
    run: Arc<Run>,
}

impl Task {
    async fn work(&self, leased: &Leased, mut stop: watch::Receiver<bool>) -> Worked {
        let Core { dispatch, inbox, settings, .. } = &*self.core;
        let mut lease = Lease::new(leased.unit, leased.fence, settings.lease);
        let Leased { unit, ref head, ref body, received_at, since, attempt, .. } = *leased;
        let mut job = match Job::new(dispatch, &Kept { unit, head, body, received_at, since }, &self.run) {
            Ok(job) => job,
            Err(unreadable) => {
                tell::unreadable(&unreadable);
                return self.settle(&lease, Settlement::Dead { error: unreadable.to_string() }).await;
            }
        };
        let terms = settings.of(job.policy(dispatch));
        if attempt > terms.retries.saturating_add(1) {
            // It has used up its attempts without an answer: it takes the process with it.
            let used = attempt - 1;
            let error = format!(
                "all {used} attempts are used up, and the last worker was gone before it was done; the handler may take the process with it"
            );
            tell::dead(&job.work.occurrence, job.handler(dispatch), &error);
            return self.settle(&lease, Settlement::Dead { error }).await;
        }
        measure::started(received_at, (self.core.clock)());
        let begun = Instant::now();
        let ending = {
            let running = pin!(job.run(dispatch));
            let in_time = pin!(until(begun + terms.timeout, running));
            tokio::select! {
                biased;
                ended = in_time => Ending::Ended(ended.unwrap_or(Ended::TooLate(terms.timeout))),
                () = lease.keep(&**inbox) => Ending::LeaseLost,
                () = stopped(&mut stop) => Ending::Stopped,
            }
        };
        let handler = job.handler(dispatch);
        // A handler that has not ended may have a transaction, and its unit cannot be settled before
        // that has ended: SQLite has one at a time.
        job.work.stop();
        match ending {
            Ending::Ended(ended) => {
                measure::handled(handler, begun.elapsed());
                let settlement = self.judge(&job.work.occurrence, handler, ended, terms, attempt, begun.elapsed());
                self.finish(&lease, settlement).await
            }
            Ending::Stopped => {
                self.roll_back().await;
                match self.settle(&lease, Settlement::Release).await {
                    Worked::Finished => Worked::GivenBack,
                    lost => lost,
                }
            }
            Ending::LeaseLost => {
                tell::lost(&job.work.occurrence, handler);
                self.roll_back().await;
                Worked::Lost
            }
        }
    }

    /// What an ending means.
    fn judge(
        &self,
        occurrence: &Occurrence,
        handler: &str,
        ended: Ended,
        terms: Terms,
        attempt: u32,
        took: Duration,
    ) -> Settlement {
        let error = match ended {
            Ended::Outcome(Outcome::Done) => match self.run.is_missing() {
                false => {
                    tell::done(occurrence, handler, took);
                    return Settlement::Done;
                }
                true => "the handler kept its `Tx` after it returned; drop it before, and give it to no other task"
                    .to_owned(),
            },
            Ended::Outcome(Outcome::Discard(reason)) => {
                let reason = Chain(&*reason).to_string();
                tell::discarded(occurrence, handler, &reason);
                return Settlement::Discarded { reason };
            }
            Ended::Outcome(Outcome::Retry(error)) => Chain(&*error).to_string(),
            Ended::Panicked(panic) => format!("the handler panicked: {panic}"),
            Ended::TooLate(timeout) => format!("the handler took longer than its timeout of {timeout:?}"),
        };
        if attempt > terms.retries {
            tell::dead(occurrence, handler, &error);
            return Settlement::Dead { error };
        }
        let after = terms.backoff.after(attempt, (self.core.settings.random)());
        tell::retry(occurrence, handler, &error, after);
        Settlement::Retry { after, error }
    }

    /// Settles a unit whose handler has ended, in its transaction where it took one.
    async fn finish(&self, lease: &Lease, settlement: Settlement) -> Worked {
        if settlement != Settlement::Done {
            self.roll_back().await;
            return self.settle(lease, settlement).await;
        }
        let Left::Transaction(transaction) = self.run.left() else { return self.settle(lease, settlement).await };
        match self.core.inbox.commit(transaction, lease.unit, lease.fence, settlement).await {
            Ok(true) => {
                measure::settled(&Settlement::Done);
                Worked::Finished
            }
            Ok(false) => Worked::Lost,
            Err(error) => {
                // It may have been committed all the same: then this has no effect.
                tell::not_settled(&error);
                let error = format!("its transaction was not committed: {}", Chain(&error));
                self.settle(lease, Settlement::Retry { after: SETTLE_AGAIN, error }).await
            }
        }
    }

    async fn roll_back(&self) {
        if let Left::Transaction(transaction) = self.run.left()
            && let Err(error) = self.core.inbox.roll_back(transaction).await
        {
            tell::not_settled(&error);
        }
    }

    /// Says what became of a unit, again and again while the lease holds.
    async fn settle(&self, lease: &Lease, settlement: Settlement) -> Worked {
        loop {
            match self.try_settle(lease, &settlement).await {
                Ok(true) => {
                    measure::settled(&settlement);
                    return Worked::Finished;
                }
                Ok(false) => return Worked::Lost,
                Err(error) => {
                    tell::not_settled(&error);
                    if Instant::now() + SETTLE_AGAIN >= lease.ends() {
                        return Worked::Lost;
                    }
                    sleep(SETTLE_AGAIN).await;
                }
            }
        }
    }

    async fn try_settle(&self, lease: &Lease, settlement: &Settlement) -> Result<bool, InboxError> {
        self.core.inbox.settle(lease.unit, lease.fence, settlement.clone()).await
    }
}

/// Ready when the worker waits no longer.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // Without anybody who could say so, the worker is gone as well.
    let _ = stop.wait_for(|stop| *stop).await;
}

//! Promise 4: workers that wait, and workers that stop waiting.

use cronofy_hooks::inbox::{JobAction, JobFilter, LeaseRequest, LeaseUpdate, LeasedJob};

use crate::difference::{CheckResult, Difference, holds, same};
use crate::together::poll_once;
use crate::trial::{Trial, WAIT, dead, job, keyed};

/// A worker waits; something happens; it gets this one job.
async fn woken_by(
    trial: &Trial,
    what: &str,
    happens: impl Future<Output = CheckResult>,
    name: &str,
) -> CheckResult<LeasedJob> {
    let mut waiting = trial.inbox.lease(WAIT);
    if let Some(leased) = poll_once(&mut waiting).await {
        return Err(Difference::new(what, "a worker that waits", format!("{} jobs", leased?.len())));
    }
    happens.await?;
    let mut leased = waiting.await?;
    same(what, leased.len(), 1)?;
    let leased = leased.remove(0);
    same(what, trial.record(leased.job).await?.name, name)?;
    Ok(leased)
}

pub(super) async fn a_waiting_worker_is_woken(trial: &Trial) -> CheckResult {
    let accept = async { trial.arrive([keyed("a", "k"), keyed("b", "k")]).await.map(drop) };
    let first = woken_by(trial, "after an accept", accept, "a").await?;
    let second = woken_by(trial, "after an update that frees a key", trial.done(&first), "b").await?;
    let release = trial.update_lease(&second, LeaseUpdate::Release);
    let second = woken_by(trial, "after a release", release, "b").await?;
    trial.update_lease(&second, dead()).await?;
    let replay = trial.apply(JobAction::Replay, JobFilter::job(first.job), 1);
    let first = woken_by(trial, "after a replay", replay, "a").await?;
    trial.done(&first).await?;
    let again = trial.apply(JobAction::Retry, JobFilter::job(second.job), 1);
    woken_by(trial, "after a dead job is retried", again, "b").await.map(drop)
}

pub(super) async fn a_waiting_worker_does_not_block_others(trial: &Trial) -> CheckResult {
    let mut waiting = trial.inbox.lease(WAIT);
    holds("a worker waits when there is nothing", poll_once(&mut waiting).await.is_none())?;
    trial.leases("for one that does not wait", []).await?;
    trial.inbox.statistics().await?;
    trial.lists_many(0).await
}

pub(super) async fn waiting_workers_share_new_jobs(trial: &Trial) -> CheckResult {
    let request = LeaseRequest { max: 1, ..WAIT };
    let mut waiting: Vec<_> = (0..3).map(|_| trial.inbox.lease(request)).collect();
    for reply in &mut waiting {
        holds("a worker waits when there is nothing", poll_once(reply).await.is_none())?;
    }
    trial.store_jobs(["a", "b", "c"].map(job)).await?;
    let mut jobs = Vec::new();
    for reply in waiting {
        jobs.extend(reply.await?.into_iter().map(|leased| leased.job.index()));
    }
    jobs.sort_unstable();
    same("what three workers got", jobs, [0, 1, 2])
}

/// The worker goes before there is anything for it.
pub(super) async fn nothing_is_leased_for_a_worker_that_has_gone(trial: &Trial) -> CheckResult {
    for _ in 0..3 {
        let mut gone = trial.inbox.lease(WAIT);
        poll_once(&mut gone).await;
    }
    trial.arrive([job("a")]).await?;
    the_next_gets_it(trial).await.map(drop)
}

/// The worker goes when its answer may be on the way, but before it looked.
pub(super) async fn jobs_that_a_worker_never_received_are_given_back(trial: &Trial) -> CheckResult {
    for round in 0..20 {
        let mut gone = trial.inbox.lease(WAIT);
        poll_once(&mut gone).await;
        trial.arrive([job("a")]).await?;
        for _ in 0..round {
            tokio::task::yield_now().await;
        }
        drop(gone);
        trial.update_all(&the_next_gets_it(trial).await?, LeaseUpdate::Done).await?;
    }
    Ok(())
}

async fn the_next_gets_it(trial: &Trial) -> CheckResult<Vec<LeasedJob>> {
    let leased = trial.inbox.lease(WAIT).await?;
    let attempts: Vec<_> = leased.iter().map(|leased| leased.attempt).collect();
    same("attempts of what the next worker gets", attempts, [1])?;
    Ok(leased)
}

//! Promise 4: each job has one worker. Leases that end, and are extended.

use std::collections::BTreeSet;
use std::sync::Arc;

use cronofy_hooks::inbox::{Fence, JobId, JobState, LeaseRequest, LeaseUpdate, LeasedJob};

use crate::difference::{CheckResult, holds, same};
use crate::together::in_tasks;
use crate::trial::{LEASE_DURATION, Trial, WAIT, dead, delayed, discarded, extend, isolate, job, keyed, retry};

pub(super) async fn a_leased_job_has_one_worker(trial: &Trial) -> CheckResult {
    let leased = trial.leased(job("a")).await?;
    let record = trial.state("the state of a leased job", leased.job, JobState::Running).await?;
    same("when its lease ends", record.due_at, trial.clock.now() + LEASE_DURATION)?;
    trial.leases("at once", []).await?;
    trial.after(29);
    trial.leases("while its lease lasts", []).await?;
    trial.done(&leased).await?;
    trial.after(1000);
    trial.leases("after it is done", []).await.map(drop)
}

pub(super) async fn workers_at_once_get_different_jobs(trial: &Trial) -> CheckResult {
    trial.store_jobs((0..40).map(|place| job(&place.to_string()))).await?;
    let workers = (0..10).map(|_| {
        let inbox = Arc::clone(&trial.inbox);
        async move { inbox.lease(LeaseRequest { max: 4, wait: false, ..WAIT }).await }
    });
    let leased = in_tasks(workers).await?.concat();
    let jobs: BTreeSet<_> = leased.iter().map(|leased| leased.job).collect();
    same("jobs leased, and different ones", (leased.len(), jobs.len()), (40, 40))
}

pub(super) async fn a_lease_is_at_most_what_was_asked_for(trial: &Trial) -> CheckResult {
    trial.arrive(["a", "b", "c"].map(job)).await?;
    same("jobs leased", trial.lease(2).await?.len(), 2)?;
    same("jobs leased", trial.lease(2).await?.len(), 1)
}

pub(super) async fn jobs_are_leased_in_the_order_in_which_they_became_due(trial: &Trial) -> CheckResult {
    trial.arrive([delayed(job("d"), 30), delayed(job("b"), 10)]).await?;
    trial.after(5);
    trial.arrive([job("a"), delayed(job("c"), 5)]).await?;
    trial.after(100);
    trial.leases("the order", ["a", "b", "c", "d"]).await.map(drop)
}

pub(super) async fn each_lease_has_a_higher_fence(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let mut last: Option<Fence> = None;
    for update in [Some(retry(0)), Some(LeaseUpdate::Release), None, Some(retry(0)), None] {
        let leased = trial.lease_only("what can be leased", "a").await?;
        holds("the fence is higher than the one before", last.is_none_or(|last| leased.fence > last))?;
        last = Some(leased.fence);
        match update {
            Some(update) => trial.update_lease(&leased, update).await?,
            None => trial.after(30),
        }
    }
    Ok(())
}

pub(super) async fn an_old_fence_changes_nothing(trial: &Trial) -> CheckResult {
    trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    let old = trial.lease_only("what can be leased", "a").await?;
    trial.after(30);
    let new = trial.lease_only("what can be leased when the lease has ended", "a").await?;
    refused(trial, &old).await?;
    trial.done(&new).await?;
    refused(trial, &new).await?;
    trial.leases("the next of its key", ["b"]).await.map(drop)
}

pub(super) async fn a_job_that_is_not_leased_is_not_completed(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([job("a")]).await?;
    for job in [ids[0].as_i64(), ids[0].as_i64() + 1, (ids[0].delivery() + 7) << 20, i64::MAX, 0].map(JobId::from_i64) {
        for fence in [0, 1, -1, i64::MAX] {
            let taken = trial.inbox.update_lease(job, Fence(fence), LeaseUpdate::Done).await?;
            same("whether it was completed", taken, false)?;
        }
    }
    refused(trial, &trial.run("a", retry(10)).await?).await?;
    trial.after(10);
    refused(trial, &trial.run("a", LeaseUpdate::Release).await?).await
}

/// No update is taken, and nothing is changed by it.
async fn refused(trial: &Trial, leased: &LeasedJob) -> CheckResult {
    let before = trial.record(leased.job).await?;
    let (done, release) = (LeaseUpdate::Done, LeaseUpdate::Release);
    for update in [done, discarded(), retry(5), dead(), extend(1000), isolate(1000), release] {
        trial.refuses(leased, update).await?;
        same("the job", trial.record(leased.job).await?, before.clone())?;
    }
    Ok(())
}

pub(super) async fn a_late_worker_that_is_not_replaced_may_complete_its_job(trial: &Trial) -> CheckResult {
    trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    let late = trial.lease_only("what can be leased", "a").await?;
    trial.after(31);
    trial.state("the state when the lease has ended", late.job, JobState::Waiting).await?;
    trial.done(&late).await?;
    trial.state("the state of a job completed late", late.job, JobState::Done).await?;
    trial.leases("the next of its key", ["b"]).await.map(drop)
}

pub(super) async fn a_late_worker_may_still_fail_its_job(trial: &Trial) -> CheckResult {
    trial.arrive([job("a"), job("b")]).await?;
    let [first, second] = trial.leases("what can be leased", ["a", "b"]).await?;
    trial.after(31);
    trial.update_lease(&first, retry(10)).await?;
    trial.update_lease(&second, dead()).await?;
    trial.leases("before the retry", []).await?;
    trial.after(10);
    trial.leases("after the retry", ["a"]).await.map(drop)
}

pub(super) async fn an_extended_lease_lasts_longer(trial: &Trial) -> CheckResult {
    let leased = trial.leased(job("a")).await?;
    trial.after(20);
    trial.update_lease(&leased, extend(30)).await?;
    trial.after(29);
    trial.leases("while the extension lasts", []).await?;
    let record = trial.state("the state meanwhile", leased.job, JobState::Running).await?;
    same("attempts: an extension is none", record.attempts, 1)?;
    trial.after(1);
    trial.lease_only("when the extension has ended", "a").await.map(drop)
}

pub(super) async fn a_lease_can_be_extended_again_and_late(trial: &Trial) -> CheckResult {
    let leased = trial.leased(job("a")).await?;
    for _ in 0..5 {
        trial.after(31);
        trial.update_lease(&leased, extend(30)).await?;
        trial.leases("after an extension", []).await?;
    }
    trial.done(&leased).await
}

pub(super) async fn an_extension_can_be_shorter(trial: &Trial) -> CheckResult {
    let leased = trial.leased(job("a")).await?;
    trial.update_lease(&leased, extend(5)).await?;
    trial.after(5);
    trial.lease_only("when the extension has ended", "a").await.map(drop)
}

//! Promise 4: each job has one worker.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::inbox::{Fence, JobId, JobState, LeaseRequest, LeaseUpdate};
use crate::testing::inbox::difference::{CheckResult, Difference, holds, same};
use crate::testing::inbox::trial::{LEASE_DURATION, Trial, dead, delayed, discarded, job, keyed, retry};

pub(super) async fn a_leased_job_has_one_worker(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    let entry = trial.state("the state of a leased job", leased.job, JobState::Running).await?;
    same("when its lease ends", entry.due_at, trial.clock.now() + LEASE_DURATION)?;
    trial.leases("at once", &[]).await?;
    trial.after(29);
    trial.leases("while its lease lasts", &[]).await?;
    trial.done(&leased).await?;
    trial.after(1000);
    trial.leases("after it is done", &[]).await.map(drop)
}

pub(super) async fn workers_at_once_get_different_jobs(trial: &Trial) -> CheckResult {
    let jobs = (0..40).map(|place| job(&place.to_string())).collect();
    trial.store(trial.new_delivery(jobs)).await?;
    let workers: Vec<_> = (0..10)
        .map(|_| {
            let inbox = Arc::clone(&trial.inbox);
            tokio::spawn(async move {
                inbox.lease(LeaseRequest { max: 4, lease_duration: LEASE_DURATION, wait: false }).await
            })
        })
        .collect();
    let mut leased = Vec::new();
    for worker in workers {
        leased.extend(worker.await.map_err(|_| Difference::new("lease", "an answer", "it panicked"))??);
    }
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
    trial.leases("the order", &["a", "b", "c", "d"]).await.map(drop)
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
    refused(trial, old.job, old.fence).await?;
    trial.done(&new).await?;
    refused(trial, new.job, new.fence).await?;
    trial.leases("the next of its key", &["b"]).await.map(drop)
}

pub(super) async fn a_job_that_is_not_leased_is_not_completed(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([job("a")]).await?;
    for job in [ids[0].as_i64(), ids[0].as_i64() + 1, (ids[0].delivery() + 7) << 20, i64::MAX, 0].map(JobId::from_i64) {
        for fence in [0, 1, -1, i64::MAX] {
            let taken = trial.inbox.update_lease(job, Fence(fence), LeaseUpdate::Done).await?;
            same("whether it was completed", taken, false)?;
        }
    }
    let leased = trial.run("a", retry(10)).await?;
    refused(trial, leased.job, leased.fence).await?;
    trial.after(10);
    let leased = trial.run("a", LeaseUpdate::Release).await?;
    refused(trial, leased.job, leased.fence).await
}

/// No update is taken, and nothing is changed by it.
async fn refused(trial: &Trial, job: JobId, fence: Fence) -> CheckResult {
    let before = trial.entry(job).await?;
    let lease_duration = Duration::from_secs(1000);
    let (extend, isolate) = (LeaseUpdate::Extend { lease_duration }, LeaseUpdate::Isolate { lease_duration });
    for update in [LeaseUpdate::Done, discarded(), retry(5), dead(), extend, isolate, LeaseUpdate::Release] {
        let what = format!("whether {update:?} was taken");
        same(&what, trial.inbox.update_lease(job, fence, update).await?, false)?;
        same("the job", trial.entry(job).await?, before.clone())?;
    }
    Ok(())
}

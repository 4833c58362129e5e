//! Promise 10.

use std::time::Duration;

use crate::inbox::{JobAction, JobFilter, LeaseUpdate, NewDelivery, Retention};
use crate::testing::inbox::difference::{CheckResult, holds, same};
use crate::testing::inbox::together::together;
use crate::testing::inbox::trial::{DAY, Trial, dead, delayed, discarded, job, keep, ping, retry};

pub(super) async fn a_delivery_finished_long_enough_is_forgotten(trial: &Trial) -> CheckResult {
    let number = trial.store(trial.new_delivery(vec![job("a"), job("b")])).await?;
    let leased = trial.leases("what can be leased", &["a", "b"]).await?;
    trial.done(&leased[0]).await?;
    trial.update_lease(&leased[1], discarded()).await?;
    trial.after(100);
    trial.prune(keep(100, None), 0).await?;
    trial.after(1);
    trial.prune(keep(100, None), 1).await?;
    same("its jobs", trial.inbox.list(JobFilter::all()).await?, Vec::new())?;
    same("the delivery", trial.inbox.show(number).await?, None)?;
    let taken = trial.inbox.update_lease(leased[0].job, leased[0].fence, LeaseUpdate::Done).await?;
    same("whether it can be completed", taken, false)?;
    trial.prune(keep(100, None), 0).await
}

pub(super) async fn retention_counts_from_the_arrival(trial: &Trial) -> CheckResult {
    let received_at = trial.clock.now() - Duration::from_secs(200);
    trial.store(NewDelivery { received_at, ..trial.new_delivery(vec![job("a")]) }).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.prune(keep(200, None), 0).await?;
    trial.prune(keep(199, None), 1).await
}

pub(super) async fn unfinished_deliveries_are_kept(trial: &Trial) -> CheckResult {
    let jobs = ["arrived", "done", "running", "retry"].map(job).into_iter().chain([delayed(job("later"), 9999)]);
    for new in jobs {
        // Each has a sibling that is finished.
        trial.store(trial.new_delivery(vec![new, job("sibling")])).await?;
    }
    for leased in trial.lease(20).await? {
        match trial.entry(leased.job).await?.name.as_str() {
            "done" => trial.done(&leased).await?,
            "retry" => trial.update_lease(&leased, retry(9999)).await?,
            "arrived" => trial.update_lease(&leased, LeaseUpdate::Release).await?,
            "running" => {
                trial.update_lease(&leased, LeaseUpdate::Extend { lease_duration: Duration::from_secs(9999) }).await?
            }
            _ => trial.update_lease(&leased, discarded()).await?,
        }
    }
    trial.after(1000);
    trial.prune(keep(0, Some(0)), 1).await?;
    let mut names: Vec<_> = trial.inbox.list(JobFilter::all()).await?.into_iter().map(|entry| entry.name).collect();
    names.retain(|name| name != "sibling");
    same("what is left", names, ["later", "retry", "running", "arrived"].map(str::to_owned).to_vec())
}

pub(super) async fn a_joined_job_is_kept_until_the_run_is_finished(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([ping("a", "t", 1), ping("b", "t", 2)]).await?;
    trial.run("a", retry(1000)).await?;
    trial.after(500);
    trial.prune(keep(100, None), 0).await?;
    trial.after(500);
    let leased = trial.lease_only("the retry", "a").await?;
    trial.prune(keep(100, None), 0).await?;
    trial.update_lease(&leased, dead()).await?;
    trial.prune(keep(100, None), 1).await?;
    let left: Vec<_> = trial.inbox.list(JobFilter::all()).await?.into_iter().map(|entry| entry.job).collect();
    same("what is left: the dead one", left, vec![ids[0]])
}

pub(super) async fn a_job_that_joined_a_forgotten_one_can_be_forgotten(trial: &Trial) -> CheckResult {
    let old = trial.clock.now() - Duration::from_secs(1000);
    trial.store(NewDelivery { received_at: old, ..trial.new_delivery(vec![ping("a", "t", 1)]) }).await?;
    trial.arrive([ping("b", "t", 2)]).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.prune(keep(500, None), 1).await?;
    let left = trial.inbox.list(JobFilter::all()).await?;
    same("what is left", left.iter().map(|entry| entry.name.as_str()).collect(), vec!["b"])?;
    trial.after(501);
    trial.prune(keep(500, None), 1).await
}

pub(super) async fn dead_jobs_are_kept_as_long_as_asked(trial: &Trial) -> CheckResult {
    trial.store(trial.new_delivery(vec![job("a"), job("b")])).await?;
    let leased = trial.leases("what can be leased", &["a", "b"]).await?;
    trial.update_lease(&leased[0], dead()).await?;
    trial.done(&leased[1]).await?;
    trial.after(100);
    trial.prune(keep(10, None), 0).await?;
    trial.prune(keep(10, Some(100)), 0).await?;
    trial.prune(keep(100, Some(10)), 0).await?;
    trial.prune(keep(10, Some(99)), 1).await
}

pub(super) async fn a_replayed_job_is_kept(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.after(100);
    trial.apply(JobAction::Replay, JobFilter::all(), 1).await?;
    trial.prune(keep(0, Some(0)), 0).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.prune(keep(0, Some(0)), 1).await
}

pub(super) async fn numbers_are_not_used_again(trial: &Trial) -> CheckResult {
    let mut highest = i64::MIN;
    for _ in 0..3 {
        let number = trial.store(trial.new_delivery(vec![job("a")])).await?;
        holds("the number is higher than all before", number > highest)?;
        highest = number;
        trial.run("a", LeaseUpdate::Done).await?;
        trial.after(100);
        // Nothing stored shows which numbers were used.
        trial.prune(keep(10, None), 1).await?;
    }
    Ok(())
}

pub(super) async fn thousands_of_deliveries_are_forgotten_at_once(trial: &Trial) -> CheckResult {
    const MANY: usize = 2_200;
    for _ in 0..MANY / 100 {
        let calls = (0..100).map(|_| trial.inbox.accept(trial.new_delivery(vec![job("a")])));
        together(calls.collect()).await?;
    }
    let leased = trial.lease_many(MANY).await?;
    let left = leased.last();
    let finished = leased.split_last().map(|(_, finished)| finished).unwrap_or_default();
    for some in finished.chunks(100) {
        let calls = some.iter().map(|leased| trial.inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done));
        together(calls.collect()).await?;
    }
    trial.after(100);
    trial.prune(keep(10, None), MANY as u64 - 1).await?;
    let entries = trial.inbox.list(JobFilter::all()).await?;
    same("what is left", entries.first().map(|entry| entry.job), left.map(|leased| leased.job))?;
    same("how many are left", entries.len(), 1)
}

/// A clock was wrong for a while: deliveries of that time must not keep later ones for ever.
pub(super) async fn a_delivery_dated_in_the_future_keeps_no_others(trial: &Trial) -> CheckResult {
    const MANY: usize = 1_100;
    let received_at = trial.clock.now() + 365 * DAY;
    let dated = |received_at| NewDelivery { received_at, ..trial.new_delivery(vec![job("a")]) };
    for _ in 0..MANY / 100 {
        let calls = (0..100).map(|_| trial.inbox.accept(dated(received_at)));
        together(calls.collect()).await?;
    }
    trial.arrive([job("behind")]).await?;
    for some in trial.lease_many(MANY + 1).await?.chunks(100) {
        let calls = some.iter().map(|leased| trial.inbox.update_lease(leased.job, leased.fence, LeaseUpdate::Done));
        together(calls.collect()).await?;
    }
    trial.after(100);
    trial.prune(keep(10, None), 1).await?;
    same("what is left of it", trial.inbox.list(JobFilter::all().name("behind")).await?, Vec::new())?;
    trial.clock.advance(366 * DAY);
    trial.prune(keep(10, None), MANY as u64).await
}

pub(super) async fn retention_without_end_forgets_nothing(trial: &Trial) -> CheckResult {
    trial.arrive([job("a"), job("b")]).await?;
    let leased = trial.leases("what can be leased", &["a", "b"]).await?;
    trial.done(&leased[0]).await?;
    trial.update_lease(&leased[1], dead()).await?;
    trial.clock.advance(365 * 100 * DAY);
    trial.prune(Retention { done: Duration::MAX, dead: Some(Duration::MAX) }, 0).await
}

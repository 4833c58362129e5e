//! Promise 10.

use std::time::Duration;

use cronofy_hooks::inbox::{JobAction, JobFilter, LeaseUpdate, NewDelivery, Retention};

use crate::difference::{CheckResult, holds, same};
use crate::trial::{DAY, Trial, dead, delayed, discarded, extend, job, ping, retry};

pub(super) async fn a_delivery_finished_long_enough_is_forgotten(trial: &Trial) -> CheckResult {
    let number = trial.store_jobs([job("a"), job("b")]).await?;
    let [first, second] = trial.leases("what can be leased", ["a", "b"]).await?;
    trial.done(&first).await?;
    trial.update_lease(&second, discarded()).await?;
    trial.after(100);
    trial.prune(100, None, 0).await?;
    trial.after(1);
    trial.prune(100, None, 1).await?;
    trial.lists_many(0).await?;
    same("the delivery", trial.inbox.show(number).await?, None)?;
    trial.refuses(&first, LeaseUpdate::Done).await?;
    trial.prune(100, None, 0).await
}

pub(super) async fn retention_counts_from_the_arrival(trial: &Trial) -> CheckResult {
    for (name, age) in [("a", 300), ("b", 200)] {
        let received_at = trial.clock.now() - Duration::from_secs(age);
        trial.store(NewDelivery { received_at, ..trial.new_delivery([job(name)]) }).await?;
        trial.run(name, LeaseUpdate::Done).await?;
    }
    trial.prune(300, None, 0).await?;
    trial.prune(200, None, 1).await?;
    trial.lists("what is left", JobFilter::all(), ["b"]).await?;
    trial.prune(199, None, 1).await
}

pub(super) async fn unfinished_deliveries_are_kept(trial: &Trial) -> CheckResult {
    let jobs = ["arrived", "done", "running", "retry"].map(job).into_iter().chain([delayed(job("later"), 9999)]);
    for new in jobs {
        // Each has a sibling that is finished.
        trial.store_jobs([new, job("sibling")]).await?;
    }
    for leased in trial.lease(20).await? {
        let update = match trial.record(leased.job).await?.name.as_str() {
            "done" => LeaseUpdate::Done,
            "retry" => retry(9999),
            "arrived" => LeaseUpdate::Release,
            "running" => extend(9999),
            _ => discarded(),
        };
        trial.update_lease(&leased, update).await?;
    }
    trial.after(1000);
    trial.prune(0, Some(0), 1).await?;
    let left = ["sibling", "later", "sibling", "retry", "sibling", "running", "sibling", "arrived"];
    trial.lists("what is left", JobFilter::all(), left).await
}

pub(super) async fn a_joined_job_is_kept_until_the_run_is_finished(trial: &Trial) -> CheckResult {
    trial.arrive([ping("a", "t", 1), ping("b", "t", 2)]).await?;
    trial.run("a", retry(1000)).await?;
    trial.after(500);
    trial.prune(100, None, 0).await?;
    trial.after(500);
    let leased = trial.lease_only("the retry", "a").await?;
    trial.prune(100, None, 0).await?;
    trial.update_lease(&leased, dead()).await?;
    trial.prune(100, None, 1).await?;
    trial.lists("what is left: the dead one", JobFilter::all(), ["a"]).await
}

pub(super) async fn a_job_that_joined_a_forgotten_one_can_be_forgotten(trial: &Trial) -> CheckResult {
    let received_at = trial.clock.now() - Duration::from_secs(1000);
    trial.store(NewDelivery { received_at, ..trial.new_delivery([ping("a", "t", 1)]) }).await?;
    trial.arrive([ping("b", "t", 2)]).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.prune(500, None, 1).await?;
    trial.lists("what is left", JobFilter::all(), ["b"]).await?;
    trial.after(501);
    trial.prune(500, None, 1).await
}

pub(super) async fn dead_jobs_are_kept_as_long_as_asked(trial: &Trial) -> CheckResult {
    trial.store_jobs([job("a"), job("b")]).await?;
    let [first, second] = trial.leases("what can be leased", ["a", "b"]).await?;
    trial.update_lease(&first, dead()).await?;
    trial.done(&second).await?;
    trial.after(100);
    trial.prune(10, None, 0).await?;
    trial.prune(10, Some(100), 0).await?;
    trial.prune(100, Some(10), 0).await?;
    trial.prune(10, Some(99), 1).await
}

pub(super) async fn a_replayed_job_is_kept(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.after(100);
    trial.apply(JobAction::Replay, JobFilter::all(), 1).await?;
    trial.prune(0, Some(0), 0).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.prune(0, Some(0), 1).await
}

pub(super) async fn numbers_are_not_used_again(trial: &Trial) -> CheckResult {
    let mut highest = i64::MIN;
    for _ in 0..3 {
        let number = trial.store_jobs([job("a")]).await?;
        holds("the number is higher than all before", number > highest)?;
        highest = number;
        trial.run("a", LeaseUpdate::Done).await?;
        trial.after(100);
        // Nothing stored shows which numbers were used.
        trial.prune(10, None, 1).await?;
    }
    Ok(())
}

pub(super) async fn thousands_of_deliveries_are_forgotten_at_once(trial: &Trial) -> CheckResult {
    const MANY: usize = 2_200;
    trial.store_many(MANY, &trial.new_delivery([job("a")])).await?;
    let leased = trial.lease_many(MANY).await?;
    let Some((left, finished)) = leased.split_last() else { return same("jobs leased", 0, MANY) };
    trial.update_all(finished, LeaseUpdate::Done).await?;
    trial.after(100);
    trial.prune(10, None, MANY as u64 - 1).await?;
    let records = trial.inbox.list(JobFilter::all()).await?;
    same("what is left", records.iter().map(|record| record.job).collect::<Vec<_>>(), [left.job])
}

/// A clock was wrong for a while: deliveries of that time must not keep later ones for ever.
pub(super) async fn a_delivery_dated_in_the_future_keeps_no_others(trial: &Trial) -> CheckResult {
    const MANY: usize = 1_100;
    let received_at = trial.clock.now() + 365 * DAY;
    trial.store_many(MANY, &NewDelivery { received_at, ..trial.new_delivery([job("a")]) }).await?;
    trial.arrive([job("behind")]).await?;
    trial.update_all(&trial.lease_many(MANY + 1).await?, LeaseUpdate::Done).await?;
    trial.after(100);
    trial.prune(10, None, 1).await?;
    trial.lists("what is left of it", JobFilter::all().name("behind"), []).await?;
    trial.clock.advance(366 * DAY);
    trial.prune(10, None, MANY as u64).await
}

pub(super) async fn retention_without_end_forgets_nothing(trial: &Trial) -> CheckResult {
    trial.arrive([job("a"), job("b")]).await?;
    let [first, second] = trial.leases("what can be leased", ["a", "b"]).await?;
    trial.done(&first).await?;
    trial.update_lease(&second, dead()).await?;
    trial.clock.advance(365 * 100 * DAY);
    let retention = Retention::default().done(Duration::MAX).dead(Duration::MAX);
    same("how many deliveries were deleted", trial.inbox.prune(retention).await?, 0)
}

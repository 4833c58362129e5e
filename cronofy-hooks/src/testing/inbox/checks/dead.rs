//! Promise 8.

use tokio::sync::watch;

use crate::inbox::{JobAction, JobFilter, JobState, LeaseUpdate, Retention};
use crate::testing::inbox::difference::{CheckResult, holds, same};
use crate::testing::inbox::together::together;
use crate::testing::inbox::trial::{DAY, Trial, dead, delayed, job, keyed, retry};

pub(super) async fn a_dead_job_stays_with_its_error(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let leased = trial.run("a", dead()).await?;
    trial.clock.advance(365 * 10 * DAY);
    trial.prune(Retention::default(), 0).await?;
    let entry = trial.state("the state after ten years", leased.job, JobState::Dead).await?;
    same("the error", entry.error.as_deref(), Some("it failed for good"))?;
    same("in the statistics", trial.inbox.statistics().await?.dead, 1)
}

pub(super) async fn a_dead_job_can_be_retried_with_all_its_attempts(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([job("a")]).await?;
    trial.run("a", retry(0)).await?;
    trial.run("a", dead()).await?;
    trial.after(100);
    trial.apply(JobAction::Retry, JobFilter::job(ids[0]), 1).await?;
    let entry = trial.state("the state when retried", ids[0], JobState::Waiting).await?;
    same("attempts, and when it was finished", (entry.attempts, entry.finished_at), (0, None))?;
    same("when it is due", entry.due_at, trial.clock.now())?;
    same("replays: a retry is none", entry.replays, 0)?;
    let leased = trial.run("a", LeaseUpdate::Done).await?;
    same("the attempt", leased.attempt, 1)
}

pub(super) async fn a_waiting_job_can_be_retried_now(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([delayed(job("a"), 1000), job("b")]).await?;
    trial.run("b", retry(1000)).await?;
    trial.apply(JobAction::Retry, JobFilter::all(), 2).await?;
    let entry = trial.entry(ids[1]).await?;
    same("attempts of what waits, and its error", (entry.attempts, entry.error.as_deref()), (1, Some("it failed")))?;
    trial.leases("what can be leased at once", &["a", "b"]).await.map(drop)
}

pub(super) async fn retrying_a_job_behind_another_keeps_the_order(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    let first = trial.lease_only("what can be leased", "a").await?;
    trial.apply(JobAction::Retry, JobFilter::job(ids[1]), 1).await?;
    trial.leases("while the first is leased", &[]).await?;
    trial.done(&first).await?;
    trial.lease_only("when the first is done", "b").await.map(drop)
}

/// A late worker has lost its job: it must not complete a job that an operator has retried.
pub(super) async fn retrying_an_overdue_job_takes_it_from_its_worker(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([job("a")]).await?;
    let late = trial.lease_only("what can be leased", "a").await?;
    trial.after(31);
    trial.apply(JobAction::Retry, JobFilter::job(ids[0]), 1).await?;
    same("a late update", trial.inbox.update_lease(late.job, late.fence, LeaseUpdate::Done).await?, false)?;
    trial.lease_only("what can be leased", "a").await.map(drop)
}

pub(super) async fn a_waiting_job_can_be_buried(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([job("a"), delayed(job("b"), 5), keyed("c", "k"), keyed("d", "k")]).await?;
    trial.lease(2).await?;
    trial.after(31);
    // Among them one whose lease has ended, one that is due later, and one behind another.
    trial.apply(JobAction::Bury, JobFilter::all(), 4).await?;
    for id in ids {
        let entry = trial.state("the state of what was buried", id, JobState::Dead).await?;
        same("the error", entry.error.as_deref(), Some("buried by hand"))?;
        same("when it was finished", entry.finished_at, Some(trial.clock.now()))?;
    }
    trial.after(100);
    trial.leases("what can be leased", &[]).await.map(drop)
}

pub(super) async fn a_running_job_is_neither_retried_nor_buried(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([job("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    for change in [JobAction::Retry, JobAction::Bury, JobAction::Replay] {
        trial.apply(change, JobFilter::all(), 0).await?;
        trial.state("the state", ids[0], JobState::Running).await?;
    }
    trial.done(&leased).await
}

/// More than an engine changes in one step, all of them dead.
async fn many_die(trial: &Trial, many: usize) -> CheckResult {
    for _ in 0..many / 100 {
        let calls = (0..100).map(|_| trial.inbox.accept(trial.new_delivery(vec![job("many")])));
        together(calls.collect()).await?;
    }
    all_die(trial, many).await
}

/// Leases at most this many, and fails them for good.
async fn all_die(trial: &Trial, most: usize) -> CheckResult {
    for some in trial.lease_many(most).await?.chunks(100) {
        let calls = some.iter().map(|leased| trial.inbox.update_lease(leased.job, leased.fence, dead()));
        together(calls.collect()).await?;
    }
    Ok(())
}

/// Others accept, lease and complete jobs between the steps.
pub(super) async fn many_jobs_are_changed_in_steps(trial: &Trial) -> CheckResult {
    const MANY: usize = 2_200;
    many_die(trial, MANY).await?;
    let (report, mut reports) = tokio::sync::mpsc::unbounded_channel();
    // A check that has failed does not receive.
    let progress = Box::new(move |changed| report.send(changed).unwrap_or_default());
    let changing = trial.inbox.apply_with_progress(JobAction::Retry, JobFilter::all().limit(2_100), progress);
    same("how many were retried", changing.await?, 2_100)?;
    let mut before = 0;
    while let Some(changed) = reports.recv().await {
        holds("each step changes some, and at most a thousand", changed > before && changed <= before + 1_000)?;
        before = changed;
    }
    same("the last report", before, 2_100)?;
    let left = trial.inbox.list(JobFilter::all().state(JobState::Dead)).await?;
    same("how many are still dead", left.len(), MANY - 2_100)?;
    let newest = left.first().map(|entry| entry.job);
    let retried = trial.inbox.list(JobFilter::all().state(JobState::Waiting)).await?;
    let oldest = retried.last().map(|entry| entry.job);
    holds("those that are still dead are the oldest", newest < oldest)?;
    trial.apply(JobAction::Bury, JobFilter::all().limit(1_500), 1_500).await?;
    trial.apply(JobAction::Bury, JobFilter::all(), 600).await?;
    trial.apply(JobAction::Replay, JobFilter::all(), MANY as u64).await
}

/// A command that includes jobs which fail again while it runs would never end.
pub(super) async fn jobs_that_fail_or_arrive_meanwhile_are_not_changed(trial: &Trial) -> CheckResult {
    const MANY: usize = 2_200;
    many_die(trial, MANY).await?;
    // After the first step it is known that all of them are chosen.
    let (started, mut starts) = watch::channel(false);
    let progress = Box::new(move |_| {
        started.send_replace(true);
    });
    let mut changing = trial.inbox.apply_with_progress(JobAction::Retry, JobFilter::all(), progress);
    let changed = loop {
        let meanwhile = async {
            // It may have ended by then.
            let _ = starts.wait_for(|started| *started).await;
            trial.inbox.accept(trial.new_delivery(vec![job("late")])).await?;
            all_die(trial, 200).await
        };
        tokio::select! {
            biased;
            changed = &mut changing => break changed?,
            went_on = meanwhile => went_on?,
        }
    };
    same("how many were retried", changed, MANY as u64)
}

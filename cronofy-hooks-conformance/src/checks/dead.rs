//! Promise 8.

use cronofy_hooks::inbox::{JobAction, JobFilter, JobState, LeaseUpdate, Retention};
use tokio::sync::{mpsc, watch};

use crate::difference::{CheckResult, holds, same};
use crate::trial::{DAY, Trial, dead, delayed, job, keyed, retry};

pub(super) async fn a_dead_job_stays_with_its_error(trial: &Trial) -> CheckResult {
    let leased = trial.leased(job("a")).await?;
    trial.update_lease(&leased, dead()).await?;
    trial.clock.advance(365 * 10 * DAY);
    same("how many deliveries were deleted", trial.inbox.prune(Retention::default()).await?, 0)?;
    let record = trial.state("the state after ten years", leased.job, JobState::Dead).await?;
    same("the error", record.error.as_deref(), Some("it failed for good"))?;
    same("in the statistics", trial.inbox.statistics().await?.dead, 1)
}

pub(super) async fn a_dead_job_can_be_retried_with_all_its_attempts(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([job("a")]).await?;
    trial.run("a", retry(0)).await?;
    trial.run("a", dead()).await?;
    trial.after(100);
    trial.apply(JobAction::Retry, JobFilter::job(ids[0]), 1).await?;
    let record = trial.state("the state when retried", ids[0], JobState::Waiting).await?;
    same("attempts, and when it was finished", (record.attempts, record.finished_at), (0, None))?;
    same("when it is due", record.due_at, trial.clock.now())?;
    same("replays: a retry is none", record.replays, 0)?;
    same("the last error", record.error.as_deref(), Some("it failed for good"))?;
    let leased = trial.run("a", LeaseUpdate::Done).await?;
    same("the attempt", leased.attempt, 1)
}

pub(super) async fn a_waiting_job_can_be_retried_now(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([delayed(job("a"), 1000), job("b")]).await?;
    trial.run("b", retry(1000)).await?;
    trial.apply(JobAction::Retry, JobFilter::all(), 2).await?;
    let record = trial.record(ids[1]).await?;
    same("attempts of what waits, and its error", (record.attempts, record.error.as_deref()), (1, Some("it failed")))?;
    trial.leases("what can be leased at once", ["a", "b"]).await.map(drop)
}

pub(super) async fn retrying_a_job_behind_another_keeps_the_order(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    let first = trial.lease_only("what can be leased", "a").await?;
    trial.apply(JobAction::Retry, JobFilter::job(ids[1]), 1).await?;
    trial.leases("while the first is leased", []).await?;
    trial.done(&first).await?;
    trial.lease_only("when the first is done", "b").await.map(drop)
}

/// A late worker has lost its job: it must not complete a job that an operator has retried.
pub(super) async fn retrying_an_overdue_job_takes_it_from_its_worker(trial: &Trial) -> CheckResult {
    let late = trial.leased(job("a")).await?;
    trial.after(31);
    trial.apply(JobAction::Retry, JobFilter::job(late.job), 1).await?;
    trial.refuses(&late, LeaseUpdate::Done).await?;
    trial.lease_only("what can be leased", "a").await.map(drop)
}

pub(super) async fn a_waiting_job_can_be_buried(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([job("a"), delayed(job("b"), 5), keyed("c", "k"), keyed("d", "k")]).await?;
    trial.lease(2).await?;
    trial.after(31);
    // Among them one whose lease has ended, one that is due later, and one behind another.
    trial.apply(JobAction::Bury, JobFilter::all(), 4).await?;
    for id in ids {
        let record = trial.state("the state of what was buried", id, JobState::Dead).await?;
        same("the error", record.error.as_deref(), Some("buried by hand"))?;
        same("when it was finished", record.finished_at, Some(trial.clock.now()))?;
    }
    trial.after(100);
    trial.leases("what can be leased", []).await.map(drop)
}

pub(super) async fn a_running_job_is_neither_retried_nor_buried(trial: &Trial) -> CheckResult {
    let leased = trial.leased(job("a")).await?;
    for action in [JobAction::Retry, JobAction::Bury, JobAction::Replay] {
        trial.apply(action, JobFilter::all(), 0).await?;
        trial.state("the state", leased.job, JobState::Running).await?;
    }
    trial.done(&leased).await
}

/// More than an engine changes in one step.
const MANY: usize = 2_200;

async fn many_die(trial: &Trial) -> CheckResult {
    trial.store_many(MANY, &trial.new_delivery([job("many")])).await?;
    trial.update_all(&trial.lease_many(MANY).await?, dead()).await
}

/// Others accept, lease and complete jobs between the steps.
pub(super) async fn many_jobs_are_changed_in_steps(trial: &Trial) -> CheckResult {
    many_die(trial).await?;
    let (report, mut reports) = mpsc::unbounded_channel();
    // A check that has failed does not receive.
    let progress = Box::new(move |changed| report.send(changed).unwrap_or_default());
    let changing = trial.inbox.apply_with_progress(JobAction::Retry, JobFilter::all().limit(2_100), progress);
    same("how many were retried", changing.await?, 2_100)?;
    let mut before = 0;
    while let Some(changed) = reports.recv().await {
        holds(
            "each step changes some, at most a thousand, and reports its progress",
            changed > before && changed <= before + 1_000,
        )?;
        before = changed;
    }
    same("the last report", before, 2_100)?;
    let left = trial.inbox.list(JobFilter::all().state(JobState::Dead)).await?;
    same("how many are still dead", left.len(), MANY - 2_100)?;
    let newest = left.first().map(|record| record.job);
    let retried = trial.inbox.list(JobFilter::all().state(JobState::Waiting)).await?;
    let oldest = retried.last().map(|record| record.job);
    holds("those that are still dead are the oldest", newest < oldest)?;
    trial.apply(JobAction::Bury, JobFilter::all().limit(1_500), 1_500).await?;
    trial.apply(JobAction::Bury, JobFilter::all(), 600).await?;
    trial.apply(JobAction::Replay, JobFilter::all(), MANY as u64).await
}

/// A command that includes jobs which fail again while it runs would never end.
pub(super) async fn jobs_that_fail_or_arrive_meanwhile_are_not_changed(trial: &Trial) -> CheckResult {
    many_die(trial).await?;
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
            trial.inbox.accept(trial.new_delivery([job("late")])).await?;
            trial.update_all(&trial.lease_many(200).await?, dead()).await
        };
        tokio::select! {
            biased;
            changed = &mut changing => break changed?,
            went_on = meanwhile => went_on?,
        }
    };
    same("how many were retried", changed, MANY as u64)
}

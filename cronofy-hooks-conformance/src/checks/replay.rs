//! Promise 9.

use cronofy_hooks::inbox::{JobAction, JobFilter, JobState, LeaseUpdate};

use crate::difference::{CheckResult, same};
use crate::trial::{Trial, dead, delayed, discarded, job, ping, retry, second};

pub(super) async fn a_finished_job_can_be_replayed_with_all_its_attempts(trial: &Trial) -> CheckResult {
    trial.arrive(["a", "b", "c"].map(job)).await?;
    let leased = trial.leases("what can be leased", ["a", "b", "c"]).await?;
    for (leased, update) in leased.iter().zip([LeaseUpdate::Done, discarded(), dead()]) {
        trial.update_lease(leased, update).await?;
    }
    trial.after(100);
    trial.apply(JobAction::Replay, JobFilter::all(), 3).await?;
    for (leased, error) in leased.iter().zip([None, Some("it is not wanted"), Some("it failed for good")]) {
        let record = trial.state("the state of what was replayed", leased.job, JobState::Waiting).await?;
        let counts = (record.attempts, record.replays, record.finished_at);
        same("attempts, replays, and when it was finished", counts, (0, 1, None))?;
        same("when it is due", record.due_at, trial.clock.now())?;
        same("the last error or reason", record.error.as_deref(), error)?;
    }
    let again = trial.leases("what can be leased again", ["a", "b", "c"]).await?;
    same("the attempts", again.map(|leased| leased.attempt), [1, 1, 1])
}

pub(super) async fn replays_are_counted(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([job("a")]).await?;
    for replays in 1..=3 {
        trial.run("a", LeaseUpdate::Done).await?;
        trial.apply(JobAction::Replay, JobFilter::job(ids[0]), 1).await?;
        same("replays", trial.record(ids[0]).await?.replays, replays)?;
    }
    trial.run("a", dead()).await?;
    trial.apply(JobAction::Retry, JobFilter::job(ids[0]), 1).await?;
    same("replays after a retry", trial.record(ids[0]).await?.replays, 3)
}

pub(super) async fn a_replay_leaves_unfinished_jobs(trial: &Trial) -> CheckResult {
    trial.arrive([job("a"), job("b"), delayed(job("c"), 100)]).await?;
    let [first, second] = trial.leases("what can be leased", ["a", "b"]).await?;
    trial.update_lease(&first, retry(10)).await?;
    trial.apply(JobAction::Replay, JobFilter::all(), 0).await?;
    trial.done(&second).await?;
    trial.apply(JobAction::Replay, JobFilter::all(), 1).await
}

pub(super) async fn a_joined_job_can_be_replayed_on_its_own(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([ping("a", "t", 50), ping("b", "t", 60)]).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.apply(JobAction::Replay, JobFilter::job(ids[1]), 1).await?;
    let record = trial.state("the state of what was replayed", ids[1], JobState::Waiting).await?;
    same("what it joined", record.joined, None)?;
    let leased = trial.lease_only("its own run", "b").await?;
    same("its own time", leased.since, Some(second(60)))
}

pub(super) async fn a_replayed_job_joins_a_waiting_one(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([ping("a", "t", 50)]).await?;
    trial.run("a", LeaseUpdate::Done).await?;
    trial.arrive([delayed(ping("b", "t", 90), 10)]).await?;
    trial.leases("before the second is due", []).await?;
    trial.apply(JobAction::Replay, JobFilter::job(ids[0]), 1).await?;
    trial.after(10);
    let leased = trial.lease_only("one run for both", "b").await?;
    same("the time it goes back to", leased.since, Some(second(50)))?;
    same("what the first joined", trial.record(ids[0]).await?.joined, Some(leased.job))
}

pub(super) async fn a_worker_from_before_a_replay_changes_nothing(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let old = trial.run("a", LeaseUpdate::Done).await?;
    trial.apply(JobAction::Replay, JobFilter::job(old.job), 1).await?;
    trial.refuses(&old, dead()).await?;
    let new = trial.lease_only("what was replayed", "a").await?;
    trial.refuses(&old, dead()).await?;
    trial.done(&new).await
}

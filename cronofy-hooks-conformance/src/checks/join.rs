//! Promise 7.

use cronofy_hooks::inbox::{JobAction, JobFilter, JobState, LeaseUpdate, LeasedJob, NewJob};

use crate::difference::{CheckResult, same};
use crate::trial::{Trial, dead, delayed, job, ping, retry, second};

/// A job that joins, and runs one at a time with its topic.
fn keyed_ping(name: &str, since: i64) -> NewJob {
    NewJob { key: Some("k".to_owned()), ..ping(name, "t", since) }
}

fn goes_back_to(leased: &LeasedJob, since: i64) -> CheckResult {
    same("the time that the run goes back to", leased.since, Some(second(since)))
}

pub(super) async fn a_waiting_job_is_joined_and_goes_back_to_the_earliest_time(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([ping("a", "t", 50), ping("b", "t", 30), ping("c", "t", 40)]).await?;
    let leased = trial.lease_only("one run for three", "a").await?;
    goes_back_to(&leased, 30)?;
    same("the time in the list", trial.record(ids[0]).await?.since, Some(second(30)))?;
    for id in &ids[1..] {
        let record = trial.state("what joined", *id, JobState::Joined).await?;
        same("what it joined", record.joined, Some(ids[0]))?;
    }
    trial.done(&leased).await?;
    trial.after(1000);
    trial.leases("after the run", []).await.map(drop)
}

pub(super) async fn a_later_time_does_not_move_the_run_forward(trial: &Trial) -> CheckResult {
    trial.arrive([ping("a", "t", 10)]).await?;
    for new in [job("other"), ping("b", "t", 90)] {
        trial.after(5);
        trial.arrive([new]).await?;
    }
    // Nor does it lose its place.
    let [run, _] = trial.leases("one run for both, and a job that became due later", ["a", "other"]).await?;
    goes_back_to(&run, 10)
}

pub(super) async fn a_window_collects(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([delayed(ping("a", "t", 50), 10)]).await?;
    trial.after(4);
    trial.arrive([delayed(ping("b", "t", 40), 10)]).await?;
    trial.leases("within the window", []).await?;
    let due = trial.record(ids[0]).await?.due_at;
    trial.after(5);
    trial.arrive([delayed(ping("c", "t", 60), 10)]).await?;
    trial.leases("within the window", []).await?;
    trial.after(1);
    let leased = trial.lease_only("at the end of the first window", "a").await?;
    goes_back_to(&leased, 40)?;
    same("when it was due, before and at its lease", due, trial.clock.now())?;
    trial.done(&leased).await?;
    trial.after(100);
    trial.leases("when the windows of those that joined are over", []).await.map(drop)
}

pub(super) async fn a_job_that_arrives_during_a_run_waits_for_its_own(trial: &Trial) -> CheckResult {
    let first = trial.leased(keyed_ping("a", 50)).await?;
    for (name, since) in [("b", 60), ("c", 40), ("d", 70)] {
        trial.arrive([keyed_ping(name, since)]).await?;
        trial.leases("during the run", []).await?;
    }
    same("the time of the first run", trial.record(first.job).await?.since, Some(second(50)))?;
    trial.done(&first).await?;
    let next = trial.lease_only("one more run, however many arrived", "b").await?;
    goes_back_to(&next, 40)?;
    trial.done(&next).await?;
    trial.after(1000);
    trial.leases("after that run", []).await.map(drop)
}

/// Also if the engine has not looked at it since.
pub(super) async fn a_job_that_arrives_unseen_during_a_run_is_not_lost(trial: &Trial) -> CheckResult {
    let first = trial.leased(keyed_ping("a", 50)).await?;
    trial.arrive([keyed_ping("b", 60)]).await?;
    trial.done(&first).await?;
    goes_back_to(&trial.lease_only("the run of its own", "b").await?, 60)
}

pub(super) async fn a_job_that_waits_for_its_retry_is_joined(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([keyed_ping("a", 50)]).await?;
    trial.run("a", retry(10)).await?;
    let late = trial.arrive([keyed_ping("b", 20)]).await?;
    trial.leases("before the retry", []).await?;
    same("what it joined", trial.record(late[0]).await?.joined, Some(ids[0]))?;
    trial.after(10);
    goes_back_to(&trial.run("a", LeaseUpdate::Done).await?, 20)?;
    trial.leases("after the retry", []).await.map(drop)
}

pub(super) async fn a_job_blocked_behind_another_is_joined(trial: &Trial) -> CheckResult {
    let first = NewJob { join: None, ..keyed_ping("first", 0) };
    let ids = trial.arrive([first, keyed_ping("a", 50), keyed_ping("b", 20)]).await?;
    trial.run("first", LeaseUpdate::Done).await?;
    goes_back_to(&trial.lease_only("one run for both", "a").await?, 20)?;
    same("what joined it", trial.record(ids[2]).await?.joined, Some(ids[1]))
}

/// Its worker may still run, and complete the job late: that run began before.
pub(super) async fn a_run_whose_lease_ended_is_not_joined(trial: &Trial) -> CheckResult {
    trial.arrive([ping("a", "t", 50), delayed(job("other"), 5)]).await?;
    let slow = trial.lease_only("the first run", "a").await?;
    trial.after(31);
    let late = trial.arrive([ping("b", "t", 60)]).await?;
    // A worker that asks now sees the new one, and gets the job that has been due for longest.
    same("jobs leased meanwhile", trial.lease(1).await?.len(), 1)?;
    trial.state("the one that arrived", late[0], JobState::Waiting).await?;
    trial.done(&slow).await?;
    trial.lease_only("the run of its own", "b").await.map(drop)
}

pub(super) async fn the_first_waiting_job_of_its_topic_is_joined(trial: &Trial) -> CheckResult {
    let first = trial.leased(ping("a", "t", 50)).await?;
    trial.arrive([delayed(ping("b", "t", 60), 10)]).await?;
    trial.leases("during the run", []).await?;
    trial.update_lease(&first, retry(5)).await?;
    let third = trial.arrive([ping("c", "t", 40)]).await?;
    trial.leases("while two of the topic wait", []).await?;
    same("what the third joined", trial.record(third[0]).await?.joined, Some(first.job))
}

pub(super) async fn jobs_of_other_topics_or_none_do_not_join(trial: &Trial) -> CheckResult {
    let jobs = [ping("a", "t", 1), ping("b", "T", 1), job("c"), job("d"), ping("e", "", 1), ping("f", "t ", 1)];
    trial.arrive(jobs).await?;
    trial.leases("what can be leased at once", ["a", "b", "c", "d", "e", "f"]).await.map(drop)
}

pub(super) async fn siblings_join(trial: &Trial) -> CheckResult {
    let number = trial.store_jobs([ping("a", "t", 50), job("b"), ping("c", "t", 20)]).await?;
    let [first, _] = trial.leases("what can be leased", ["a", "b"]).await?;
    goes_back_to(&first, 20)?;
    let joined = trial.shown(number).await?.last().and_then(|record| record.joined);
    same("what the last joined", joined, Some(first.job))
}

/// The job that all others joined fails for good, and is retried: it still goes back as far.
pub(super) async fn a_joined_job_is_not_lost_when_the_run_dies(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([ping("a", "t", 50), ping("b", "t", 20)]).await?;
    trial.run("a", dead()).await?;
    trial.apply(JobAction::Retry, JobFilter::job(ids[0]), 1).await?;
    let leased = trial.lease_only("when it is retried", "a").await?;
    goes_back_to(&leased, 20)?;
    trial.update_lease(&leased, dead()).await?;
    // It also does when it joins another one itself.
    let third = trial.leased(ping("c", "t", 70)).await?;
    trial.update_lease(&third, retry(10)).await?;
    trial.apply(JobAction::Retry, JobFilter::job(ids[0]), 1).await?;
    trial.leases("before the other is due", []).await?;
    trial.after(10);
    goes_back_to(&trial.lease_only("the run that does for all", "c").await?, 20)
}

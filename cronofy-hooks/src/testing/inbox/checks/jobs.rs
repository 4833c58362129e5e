//! Promise 3.

use crate::inbox::{JobFilter, JobId, JobState, LeaseUpdate};
use crate::testing::inbox::difference::{CheckResult, same};
use crate::testing::inbox::trial::{Trial, dead, delayed, discarded, job, retry};

pub(super) async fn jobs_keep_their_places(trial: &Trial) -> CheckResult {
    let number = trial.store(trial.new_delivery(vec![job("a"), job("b"), job("c")])).await?;
    let stored = trial.inbox.show(number).await?.map(|stored| stored.jobs).unwrap_or_default();
    let places: Vec<_> = stored.iter().map(|entry| (entry.job, entry.name.as_str())).collect();
    let expected: Vec<_> =
        (0..).zip(["a", "b", "c"]).filter_map(|(index, name)| Some((JobId::new(number, index)?, name))).collect();
    same("the jobs of the delivery", places, expected)?;
    trial.leases("what can be leased, in order", &["a", "b", "c"]).await.map(drop)
}

pub(super) async fn siblings_are_completed_one_by_one(trial: &Trial) -> CheckResult {
    let names = ["done", "retry", "dead", "discarded", "left"];
    let number = trial.store(trial.new_delivery(names.map(job).to_vec())).await?;
    let leased = trial.leases("what can be leased", &names).await?;
    for (leased, update) in leased.iter().zip([LeaseUpdate::Done, retry(10), dead(), discarded()]) {
        trial.update_lease(leased, update).await?;
    }
    let stored = trial.inbox.show(number).await?.map(|stored| stored.jobs).unwrap_or_default();
    let states: Vec<_> = stored.iter().map(|entry| entry.state).collect();
    let expected = vec![JobState::Done, JobState::Waiting, JobState::Dead, JobState::Discarded, JobState::Running];
    same("the states", states, expected)?;
    trial.after(10);
    trial.leases("what is repeated", &["retry"]).await.map(drop)
}

pub(super) async fn each_job_waits_for_its_own_time(trial: &Trial) -> CheckResult {
    let jobs = vec![delayed(job("c"), 20), job("a"), delayed(job("b"), 10)];
    trial.store(trial.new_delivery(jobs)).await?;
    trial.leases("at once", &["a"]).await?;
    trial.after(9);
    trial.leases("a second too early", &[]).await?;
    trial.after(1);
    trial.leases("after 10 seconds", &["b"]).await?;
    trial.after(10);
    trial.leases("after 20 seconds", &["c"]).await.map(drop)
}

pub(super) async fn a_delivery_can_have_thousands_of_jobs(trial: &Trial) -> CheckResult {
    const MANY: usize = 2_500;
    let number = trial.store(trial.new_delivery((0..MANY).map(|place| job(&place.to_string())).collect())).await?;
    let mut leased = trial.lease_many(MANY - 1).await?;
    same("jobs leased", leased.len(), MANY - 1)?;
    leased.extend(trial.lease(10).await?);
    let order: Vec<_> = leased.iter().map(|leased| leased.job.index() as usize).collect();
    same("jobs in order", order, (0..MANY).collect())?;
    let stored = trial.inbox.show(number).await?.map(|stored| stored.jobs.len());
    same("jobs shown", stored, Some(MANY))?;
    same("jobs listed", trial.inbox.list(JobFilter::all()).await?.len(), MANY)
}

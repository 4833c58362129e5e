//! Promise 3.

use cronofy_hooks::inbox::{JobId, JobState, LeaseUpdate};

use crate::difference::{CheckResult, same};
use crate::trial::{Trial, dead, delayed, discarded, job, retry};

pub(super) async fn jobs_keep_their_places(trial: &Trial) -> CheckResult {
    let number = trial.store_jobs(["a", "b", "c"].map(job)).await?;
    let stored = trial.shown(number).await?;
    let places: Vec<_> = stored.iter().map(|record| (Some(record.job), record.name.as_str())).collect();
    let place = |index| JobId::new(number, index);
    same("the jobs of the delivery", places, [(place(0), "a"), (place(1), "b"), (place(2), "c")])?;
    trial.leases("what can be leased, in order", ["a", "b", "c"]).await.map(drop)
}

pub(super) async fn siblings_are_completed_one_by_one(trial: &Trial) -> CheckResult {
    let names = ["done", "retry", "dead", "discarded", "left"];
    let number = trial.store_jobs(names.map(job)).await?;
    let leased = trial.leases("what can be leased", names).await?;
    for (leased, update) in leased.iter().zip([LeaseUpdate::Done, retry(10), dead(), discarded()]) {
        trial.update_lease(leased, update).await?;
    }
    let states: Vec<_> = trial.shown(number).await?.iter().map(|record| record.state).collect();
    let expected = [JobState::Done, JobState::Waiting, JobState::Dead, JobState::Discarded, JobState::Running];
    same("the states", states, expected)?;
    trial.after(10);
    trial.leases("what is repeated", ["retry"]).await.map(drop)
}

pub(super) async fn each_job_waits_for_its_own_time(trial: &Trial) -> CheckResult {
    trial.store_jobs([delayed(job("c"), 20), job("a"), delayed(job("b"), 10)]).await?;
    trial.leases("at once", ["a"]).await?;
    trial.after(9);
    trial.leases("a second too early", []).await?;
    trial.after(1);
    trial.leases("after 10 seconds", ["b"]).await?;
    trial.after(10);
    trial.leases("after 20 seconds", ["c"]).await.map(drop)
}

pub(super) async fn a_delivery_can_have_thousands_of_jobs(trial: &Trial) -> CheckResult {
    const MANY: usize = 2_500;
    let number = trial.store_jobs((0..MANY).map(|place| job(&place.to_string()))).await?;
    let mut leased = trial.lease_many(MANY - 1).await?;
    same("jobs leased", leased.len(), MANY - 1)?;
    leased.extend(trial.lease(10).await?);
    let order: Vec<_> = leased.iter().map(|leased| leased.job.index() as usize).collect();
    same("jobs in order", order, (0..MANY).collect::<Vec<_>>())?;
    same("jobs shown", trial.shown(number).await?.len(), MANY)?;
    trial.lists_many(MANY).await
}

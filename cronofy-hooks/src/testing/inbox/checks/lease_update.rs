//! Promise 5.

use std::time::Duration;

use jiff::civil::date;
use jiff::tz::TimeZone;

use crate::inbox::NewJob;
use crate::inbox::{JobState, LeaseRequest, LeaseUpdate};
use crate::testing::inbox::difference::{CheckResult, holds, same};
use crate::testing::inbox::trial::{DAY, LEASE_DURATION, Trial, dead, delayed, discarded, job, retry};

pub(super) async fn a_lease_that_ends_makes_the_job_due_again(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    for _ in 0..5 {
        let leased = trial.lease_only("what can be leased", "a").await?;
        trial.state("the state of what is leased", leased.job, JobState::Running).await?;
        trial.after(30);
        trial.state("the state when the lease ends", leased.job, JobState::Waiting).await?;
    }
    Ok(())
}

pub(super) async fn a_job_given_back_uses_no_attempt(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    for _ in 0..3 {
        let leased = trial.run("a", LeaseUpdate::Release).await?;
        same("the attempt", leased.attempt, 1)?;
        let entry = trial.state("what was given back", leased.job, JobState::Waiting).await?;
        same("the attempts in the list", entry.attempts, 0)?;
        same("when it is due", entry.due_at, trial.clock.now())?;
    }
    trial.run("a", retry(0)).await?;
    let leased = trial.run("a", LeaseUpdate::Release).await?;
    same("the attempt after a retry", leased.attempt, 2)?;
    same("the attempt after that", trial.lease(1).await?.iter().map(|leased| leased.attempt).collect(), vec![2])
}

pub(super) async fn a_retry_waits_and_keeps_its_error(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let leased = trial.run("a", retry(10)).await?;
    let entry = trial.state("what is to be retried", leased.job, JobState::Waiting).await?;
    same("the error", entry.error.as_deref(), Some("it failed"))?;
    same("when it is due", entry.due_at, trial.clock.now() + Duration::from_secs(10))?;
    same("whether it is finished", entry.finished_at, None)?;
    trial.after(9);
    trial.leases("a second too early", &[]).await?;
    trial.after(1);
    let leased = trial.run("a", retry(0)).await?;
    same("the attempt", leased.attempt, 2)?;
    trial.run("a", LeaseUpdate::Done).await?;
    same("the last error, when it is done", trial.entry(leased.job).await?.error.as_deref(), Some("it failed"))
}

pub(super) async fn a_finished_job_is_not_leased_again(trial: &Trial) -> CheckResult {
    let ids = trial.arrive(["a", "b", "c"].map(job)).await?;
    let leased = trial.leases("what can be leased", &["a", "b", "c"]).await?;
    trial.after(7);
    let at = trial.clock.now();
    for (leased, update) in leased.iter().zip([LeaseUpdate::Done, discarded(), dead()]) {
        trial.update_lease(leased, update).await?;
    }
    trial.after(1000);
    trial.leases("what can be leased later", &[]).await?;
    let ends = [
        (JobState::Done, None),
        (JobState::Discarded, Some("it is not wanted")),
        (JobState::Dead, Some("it failed for good")),
    ];
    for (id, (state, error)) in ids.into_iter().zip(ends) {
        let entry = trial.state("the state", id, state).await?;
        same("the error or reason", entry.error.as_deref(), error)?;
        same("when it was finished", entry.finished_at, Some(at))?;
    }
    Ok(())
}

pub(super) async fn durations_without_end_do_no_harm(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([NewJob { delay: Duration::MAX, ..job("never") }, job("a"), job("b")]).await?;
    let leased = trial.inbox.lease(LeaseRequest { max: 10, lease_duration: Duration::MAX, wait: false }).await?;
    same("jobs leased", leased.len(), 2)?;
    let (after, error) = (Duration::MAX, "later".to_owned());
    trial.update_lease(&leased[0], LeaseUpdate::Retry { after, error }).await?;
    trial.update_lease(&leased[1], LeaseUpdate::Extend { lease_duration: Duration::MAX }).await?;
    let far = date(9000, 1, 1).to_zoned(TimeZone::UTC).map(|far| far.timestamp()).unwrap_or_default();
    for id in ids {
        holds("it is due in thousands of years", trial.entry(id).await?.due_at > far)?;
    }
    trial.clock.advance(365 * 1000 * DAY);
    trial.leases("what can be leased in a thousand years", &[]).await.map(drop)
}

pub(super) async fn a_lease_has_its_delivery(trial: &Trial) -> CheckResult {
    let received_at = trial.clock.now();
    trial.arrive([delayed(job("a"), 5)]).await?;
    trial.after(5);
    let leased = trial.lease_only("what can be leased", "a").await?;
    same("when it arrived", leased.received_at, received_at)?;
    same("its head", leased.head.as_str(), "{}")?;
    same("its body", leased.body.as_ref(), b"body")?;
    same("its time", leased.since, None)?;
    trial.after(LEASE_DURATION.as_secs());
    let again = trial.lease_only("what can be leased again", "a").await?;
    same("head and body of the second lease", (again.head, again.body), (leased.head, leased.body))
}

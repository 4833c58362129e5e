//! Promise 5. Leases that end without an update are counted apart.

use std::time::Duration;

use cronofy_hooks::inbox::{JobAction, JobFilter, JobState, LeaseRequest, LeaseUpdate, LeasedJob, NewJob};
use jiff::civil::date;
use jiff::tz::TimeZone;

use crate::difference::{CheckResult, holds, same};
use crate::trial::{DAY, LEASE_DURATION, Trial, WAIT, dead, delayed, discarded, extend, isolate, job, keyed, retry};

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
        let record = trial.state("what was given back", leased.job, JobState::Waiting).await?;
        same("the attempts in the list", record.attempts, 0)?;
        same("when it is due", record.due_at, trial.clock.now())?;
    }
    trial.run("a", retry(0)).await?;
    let leased = trial.run("a", LeaseUpdate::Release).await?;
    same("the attempt after a retry", leased.attempt, 2)?;
    same("the last error", trial.record(leased.job).await?.error.as_deref(), Some("it failed"))?;
    same("the attempt after that", trial.lease_only("what can be leased", "a").await?.attempt, 2)
}

pub(super) async fn a_retry_waits_and_keeps_its_error(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let leased = trial.run("a", retry(10)).await?;
    let record = trial.state("what is to be retried", leased.job, JobState::Waiting).await?;
    same("the error", record.error.as_deref(), Some("it failed"))?;
    same("when it is due", record.due_at, trial.clock.now() + Duration::from_secs(10))?;
    same("whether it is finished", record.finished_at, None)?;
    trial.after(9);
    trial.leases("a second too early", []).await?;
    trial.after(1);
    let leased = trial.run("a", retry(0)).await?;
    same("the attempt", leased.attempt, 2)?;
    trial.run("a", LeaseUpdate::Done).await?;
    same("the last error, when it is done", trial.record(leased.job).await?.error.as_deref(), Some("it failed"))
}

pub(super) async fn a_finished_job_is_not_leased_again(trial: &Trial) -> CheckResult {
    trial.arrive(["a", "b", "c"].map(job)).await?;
    let leased = trial.leases("what can be leased", ["a", "b", "c"]).await?;
    trial.after(7);
    let at = trial.clock.now();
    for (leased, update) in leased.iter().zip([LeaseUpdate::Done, discarded(), dead()]) {
        trial.update_lease(leased, update).await?;
    }
    trial.after(1000);
    trial.leases("what can be leased later", []).await?;
    let ends = [
        (JobState::Done, None),
        (JobState::Discarded, Some("it is not wanted")),
        (JobState::Dead, Some("it failed for good")),
    ];
    for (leased, (state, error)) in leased.iter().zip(ends) {
        let record = trial.state("the state", leased.job, state).await?;
        same("the error or reason", record.error.as_deref(), error)?;
        same("when it was finished", record.finished_at, Some(at))?;
    }
    Ok(())
}

pub(super) async fn durations_without_end_do_no_harm(trial: &Trial) -> CheckResult {
    let ids = trial.arrive([NewJob { delay: Duration::MAX, ..job("never") }, job("a"), job("b")]).await?;
    let (lease_duration, after, error) = (Duration::MAX, Duration::MAX, "later".to_owned());
    let leased = trial.inbox.lease(LeaseRequest { lease_duration, wait: false, ..WAIT }).await?;
    same("jobs leased", leased.len(), 2)?;
    trial.update_lease(&leased[0], LeaseUpdate::Retry { after, error }).await?;
    trial.update_lease(&leased[1], LeaseUpdate::Extend { lease_duration }).await?;
    let far = date(9000, 1, 1).to_zoned(TimeZone::UTC).map(|far| far.timestamp()).unwrap_or_default();
    for id in ids {
        holds("it is due in thousands of years", trial.record(id).await?.due_at > far)?;
    }
    trial.clock.advance(365 * 1000 * DAY);
    trial.leases("what can be leased in a thousand years", []).await.map(drop)
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

pub(super) async fn a_lease_that_ends_without_an_update_is_counted_apart(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    for lost in 0..3 {
        let leased = trial.lease_only("what can be leased", "a").await?;
        counts("the lease", &leased, (1, lost, 0))?;
        listed(trial, &leased, (1, lost, 0)).await?;
        trial.after(30);
    }
    trial.run("a", retry(0)).await?;
    counts("after an update", &trial.lease_only("what can be leased", "a").await?, (2, 0, 0))
}

pub(super) async fn only_an_isolated_lease_that_ends_without_an_update_is_a_crash(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    lose(trial, &[]).await?;
    lose(trial, &[isolate(30)]).await?;
    counts("after one of two", &trial.lease_only("what can be leased", "a").await?, (1, 2, 1))?;
    // That one was not isolated: isolation ends with its lease.
    trial.after(30);
    lose(trial, &[isolate(30), extend(30)]).await?;
    counts("after two of four", &trial.lease_only("what can be leased", "a").await?, (1, 4, 2))
}

pub(super) async fn an_isolated_lease_lasts_as_long_as_asked(trial: &Trial) -> CheckResult {
    let leased = trial.leased(job("a")).await?;
    trial.after(20);
    trial.update_lease(&leased, isolate(30)).await?;
    trial.after(29);
    trial.leases("while its lease lasts", []).await?;
    trial.after(1);
    trial.lease_only("when it has ended", "a").await.map(drop)
}

pub(super) async fn a_job_given_back_keeps_its_counts(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    lose(trial, &[isolate(30)]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    trial.update_lease(&leased, isolate(30)).await?;
    trial.update_lease(&leased, LeaseUpdate::Release).await?;
    listed(trial, &leased, (0, 1, 1)).await?;
    trial.after(100);
    counts("after it was given back", &trial.lease_only("what can be leased", "a").await?, (1, 1, 1))
}

pub(super) async fn every_update_clears_the_counts(trial: &Trial) -> CheckResult {
    for update in [LeaseUpdate::Done, discarded(), dead(), retry(0)] {
        trial.arrive([job("a")]).await?;
        lose(trial, &[isolate(30)]).await?;
        let leased = trial.run("a", update.clone()).await?;
        listed(trial, &leased, (1, 0, 0)).await?;
        trial.apply(JobAction::Bury, JobFilter::all(), u64::from(update == retry(0))).await?;
    }
    Ok(())
}

pub(super) async fn a_change_by_hand_clears_the_counts(trial: &Trial) -> CheckResult {
    for action in [JobAction::Retry, JobAction::Bury] {
        let ids = trial.arrive([job("a")]).await?;
        lose(trial, &[isolate(30)]).await?;
        lose(trial, &[isolate(30)]).await?;
        trial.apply(action, JobFilter::job(ids[0]), 1).await?;
        let record = trial.record(ids[0]).await?;
        same(&format!("the counts after {action:?}"), (record.lost, record.crashes), (0, 0))?;
        if action == JobAction::Retry {
            counts("the next lease", &trial.run("a", LeaseUpdate::Done).await?, (2, 0, 0))?;
        }
    }
    Ok(())
}

/// A suspect that waits keeps its key.
pub(super) async fn a_lost_lease_keeps_the_order(trial: &Trial) -> CheckResult {
    trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    lose(trial, &[isolate(30)]).await?;
    counts("the first of its key", &trial.run("a", LeaseUpdate::Done).await?, (1, 1, 1))?;
    counts("the next", &trial.lease_only("what can be leased", "b").await?, (1, 0, 0))
}

/// Leases the only job, updates the lease, and lets it end.
async fn lose(trial: &Trial, updates: &[LeaseUpdate]) -> CheckResult {
    let leased = trial.lease_only("what can be leased", "a").await?;
    for update in updates {
        trial.update_lease(&leased, update.clone()).await?;
    }
    trial.after(30);
    Ok(())
}

/// Attempt, leases that were lost, and crashes.
fn counts(what: &str, leased: &LeasedJob, expected: (u32, u32, u32)) -> CheckResult {
    same(what, (leased.attempt, leased.lost, leased.crashes), expected)
}

/// The same in the list.
async fn listed(trial: &Trial, leased: &LeasedJob, expected: (u32, u32, u32)) -> CheckResult {
    let record = trial.record(leased.job).await?;
    same("attempts, lost and crashes in the list", (record.attempts, record.lost, record.crashes), expected)
}

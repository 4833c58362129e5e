//! Promise 5: leases that end without an update.

use crate::inbox::{JobAction, JobFilter, LeaseUpdate, LeasedJob};
use crate::testing::inbox::difference::{CheckResult, same};
use crate::testing::inbox::trial::{LEASE_DURATION, Trial, dead, discarded, job, keyed, retry};

pub(super) async fn a_lease_that_ends_without_an_update_is_counted_apart(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    for lost in 0..3 {
        let leased = trial.lease_only("what can be leased", "a").await?;
        counts("the lease", &leased, (1, lost, 0))?;
        let entry = trial.entry(leased.job).await?;
        same("the entry", (entry.attempts, entry.lost, entry.crashes), (1, lost, 0))?;
        trial.after(30);
    }
    trial.run("a", retry(0)).await?;
    counts("after an update", &trial.lease_only("what can be leased", "a").await?, (2, 0, 0))
}

pub(super) async fn only_an_isolated_lease_that_ends_without_an_update_is_a_crash(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    lose(trial, &[]).await?;
    lose(trial, &[isolate()]).await?;
    counts("after one of two", &trial.lease_only("what can be leased", "a").await?, (1, 2, 1))?;
    // That one was not isolated: isolation ends with its lease.
    trial.after(30);
    lose(trial, &[isolate(), extend()]).await?;
    counts("after two of four", &trial.lease_only("what can be leased", "a").await?, (1, 4, 2))
}

pub(super) async fn an_isolated_lease_lasts_as_long_as_asked(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    trial.after(20);
    trial.update_lease(&leased, isolate()).await?;
    trial.after(29);
    trial.leases("while its lease lasts", &[]).await?;
    trial.after(1);
    trial.lease_only("when it has ended", "a").await.map(drop)
}

pub(super) async fn a_job_given_back_keeps_its_counts(trial: &Trial) -> CheckResult {
    trial.arrive([job("a")]).await?;
    lose(trial, &[isolate()]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    trial.update_lease(&leased, isolate()).await?;
    trial.update_lease(&leased, LeaseUpdate::Release).await?;
    let entry = trial.entry(leased.job).await?;
    same("the entry", (entry.attempts, entry.lost, entry.crashes), (0, 1, 1))?;
    trial.after(100);
    counts("after it was given back", &trial.lease_only("what can be leased", "a").await?, (1, 1, 1))
}

pub(super) async fn every_update_clears_the_counts(trial: &Trial) -> CheckResult {
    for update in [LeaseUpdate::Done, discarded(), dead(), retry(0)] {
        let ids = trial.arrive([job("a")]).await?;
        lose(trial, &[isolate()]).await?;
        trial.run("a", update.clone()).await?;
        let entry = trial.entry(ids[0]).await?;
        same(&format!("the entry after {update:?}"), (entry.lost, entry.crashes), (0, 0))?;
        trial.apply(JobAction::Bury, JobFilter::all(), u64::from(update == retry(0))).await?;
    }
    Ok(())
}

pub(super) async fn a_change_by_hand_clears_the_counts(trial: &Trial) -> CheckResult {
    for change in [JobAction::Retry, JobAction::Bury] {
        let ids = trial.arrive([job("a")]).await?;
        lose(trial, &[isolate()]).await?;
        lose(trial, &[isolate()]).await?;
        trial.apply(change, JobFilter::job(ids[0]), 1).await?;
        let entry = trial.entry(ids[0]).await?;
        same(&format!("the entry after {change:?}"), (entry.lost, entry.crashes), (0, 0))?;
        if change == JobAction::Retry {
            counts("the next lease", &trial.run("a", LeaseUpdate::Done).await?, (2, 0, 0))?;
        }
    }
    Ok(())
}

/// A suspect that waits keeps its key.
pub(super) async fn a_lost_lease_keeps_the_order(trial: &Trial) -> CheckResult {
    trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    lose(trial, &[isolate()]).await?;
    counts("the first of its key", &trial.run("a", LeaseUpdate::Done).await?, (1, 1, 1))?;
    counts("the next", &trial.lease_only("what can be leased", "b").await?, (1, 0, 0))
}

/// Leases the only job, updates the lease, and lets it end.
async fn lose(trial: &Trial, said: &[LeaseUpdate]) -> CheckResult {
    let leased = trial.lease_only("what can be leased", "a").await?;
    for update in said {
        trial.update_lease(&leased, update.clone()).await?;
    }
    trial.after(30);
    Ok(())
}

/// Attempt, leases that were lost, and crashes.
fn counts(what: &str, leased: &LeasedJob, expected: (u32, u32, u32)) -> CheckResult {
    same(what, (leased.attempt, leased.lost, leased.crashes), expected)
}

fn isolate() -> LeaseUpdate {
    LeaseUpdate::Isolate { lease_duration: LEASE_DURATION }
}

fn extend() -> LeaseUpdate {
    LeaseUpdate::Extend { lease_duration: LEASE_DURATION }
}

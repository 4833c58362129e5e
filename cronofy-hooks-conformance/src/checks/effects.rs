//! Promise 11. What a handler writes is for the engine's own tests.

use cronofy_hooks::inbox::{InboxErrorKind, JobState, LeaseUpdate, LeasedJob};

use crate::difference::{CheckResult, same};
use crate::trial::{Trial, dead, job, keyed, retry};

pub(super) async fn an_inbox_without_transactions_says_so(trial: &Trial) -> CheckResult {
    if trial.inbox.transactions().is_some() {
        return Ok(());
    }
    let kind = trial.inbox.begin().await.map(drop).map_err(|error| error.kind());
    same("the answer to begin", kind, Err(InboxErrorKind::Unsupported))?;
    let kind = trial.inbox.roll_back(Box::new(())).await.map_err(|error| error.kind());
    same("the answer to a roll back", kind, Err(InboxErrorKind::Unsupported))?;
    let LeasedJob { job, fence, .. } = trial.leased(job("a")).await?;
    let kind = trial.inbox.commit(Box::new(()), job, fence, LeaseUpdate::Done).await.map_err(|error| error.kind());
    same("the answer to a commit", kind, Err(InboxErrorKind::Unsupported))?;
    trial.state("the state", job, JobState::Running).await.map(drop)
}

async fn commit(trial: &Trial, leased: &LeasedJob, update: LeaseUpdate, expected: bool) -> CheckResult {
    let what = format!("whether {update:?} was committed");
    let transaction = trial.inbox.begin().await?;
    same(&what, trial.inbox.commit(transaction, leased.job, leased.fence, update).await?, expected)
}

pub(super) async fn a_commit_updates_the_lease(trial: &Trial) -> CheckResult {
    if trial.inbox.transactions().is_none() {
        return Ok(());
    }
    trial.arrive(["a", "b", "c"].map(|name| keyed(name, "k"))).await?;
    let first = trial.lease_only("what can be leased", "a").await?;
    commit(trial, &first, LeaseUpdate::Done, true).await?;
    trial.state("the state", first.job, JobState::Done).await?;
    let second = trial.lease_only("the next of its key", "b").await?;
    commit(trial, &second, dead(), true).await?;
    trial.state("the state", second.job, JobState::Dead).await?;
    let third = trial.lease_only("the next of its key", "c").await?;
    commit(trial, &third, retry(10), true).await?;
    trial.leases("before the retry", []).await?;
    trial.after(10);
    let third = trial.lease_only("the retry", "c").await?;
    trial.after(31);
    commit(trial, &third, LeaseUpdate::Done, true).await
}

pub(super) async fn a_commit_with_an_old_fence_changes_nothing(trial: &Trial) -> CheckResult {
    if trial.inbox.transactions().is_none() {
        return Ok(());
    }
    let old = trial.leased(job("a")).await?;
    trial.after(31);
    let new = trial.lease_only("what can be leased again", "a").await?;
    let before = trial.record(new.job).await?;
    commit(trial, &old, LeaseUpdate::Done, false).await?;
    commit(trial, &old, dead(), false).await?;
    same("the job", trial.record(new.job).await?, before)?;
    commit(trial, &new, LeaseUpdate::Done, true).await?;
    commit(trial, &new, LeaseUpdate::Done, false).await
}

pub(super) async fn a_transaction_rolled_back_or_dropped_leaves_no_trace(trial: &Trial) -> CheckResult {
    if trial.inbox.transactions().is_none() {
        return Ok(());
    }
    let leased = trial.leased(job("a")).await?;
    let before = trial.record(leased.job).await?;
    for _ in 0..20 {
        trial.inbox.roll_back(trial.inbox.begin().await?).await?;
        drop(trial.inbox.begin().await?);
        // Everything else goes on.
        same("the job", trial.record(leased.job).await?, before.clone())?;
        trial.leases("what can be leased", []).await?;
    }
    trial.arrive([job("b")]).await?;
    commit(trial, &leased, LeaseUpdate::Done, true).await?;
    trial.leases("what can be leased", ["b"]).await.map(drop)
}

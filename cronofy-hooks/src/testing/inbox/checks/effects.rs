//! Promise 11. What a handler writes is for the engine's own tests.

use crate::inbox::{InboxErrorKind, Leased, Settlement, UnitState};
use crate::testing::inbox::difference::{Verdict, same};
use crate::testing::inbox::trial::{Trial, dead, keyed, retry, unit};

pub(super) async fn without_transactions_it_says_so(trial: &Trial) -> Verdict {
    if trial.inbox.transactions().is_some() {
        return Ok(());
    }
    let kind = trial.inbox.begin().await.map(drop).map_err(|error| error.kind());
    same("the answer to begin", kind, Err(InboxErrorKind::Unsupported))?;
    let kind = trial.inbox.roll_back(Box::new(())).await.map_err(|error| error.kind());
    same("the answer to a roll back", kind, Err(InboxErrorKind::Unsupported))?;
    trial.arrive([unit("a")]).await?;
    let Leased { unit, fence, .. } = trial.lease_only("what can be leased", "a").await?;
    let kind = trial.inbox.commit(Box::new(()), unit, fence, Settlement::Done).await.map_err(|error| error.kind());
    same("the answer to a commit", kind, Err(InboxErrorKind::Unsupported))?;
    trial.state("the state", unit, UnitState::Running).await.map(drop)
}

async fn commit(trial: &Trial, leased: &Leased, settlement: Settlement, expected: bool) -> Verdict {
    let what = format!("whether {settlement:?} was committed");
    let transaction = trial.inbox.begin().await?;
    same(&what, trial.inbox.commit(transaction, leased.unit, leased.fence, settlement).await?, expected)
}

pub(super) async fn a_commit_settles(trial: &Trial) -> Verdict {
    if trial.inbox.transactions().is_none() {
        return Ok(());
    }
    trial.arrive([keyed("a", "k"), keyed("b", "k"), keyed("c", "k")]).await?;
    let first = trial.lease_only("what can be leased", "a").await?;
    commit(trial, &first, Settlement::Done, true).await?;
    trial.state("the state", first.unit, UnitState::Done).await?;
    let second = trial.lease_only("the next of its key", "b").await?;
    commit(trial, &second, dead(), true).await?;
    trial.state("the state", second.unit, UnitState::Dead).await?;
    let third = trial.lease_only("the next of its key", "c").await?;
    commit(trial, &third, retry(10), true).await?;
    trial.leases("before the retry", &[]).await?;
    trial.after(10);
    let third = trial.lease_only("the retry", "c").await?;
    trial.after(31);
    commit(trial, &third, Settlement::Done, true).await
}

pub(super) async fn a_commit_with_an_old_fence_changes_nothing(trial: &Trial) -> Verdict {
    if trial.inbox.transactions().is_none() {
        return Ok(());
    }
    trial.arrive([unit("a")]).await?;
    let old = trial.lease_only("what can be leased", "a").await?;
    trial.after(31);
    let new = trial.lease_only("what can be leased again", "a").await?;
    let before = trial.entry(new.unit).await?;
    commit(trial, &old, Settlement::Done, false).await?;
    commit(trial, &old, dead(), false).await?;
    same("the unit", trial.entry(new.unit).await?, before)?;
    commit(trial, &new, Settlement::Done, true).await?;
    commit(trial, &new, Settlement::Done, false).await
}

pub(super) async fn what_is_rolled_back_or_dropped_leaves_no_trace(trial: &Trial) -> Verdict {
    if trial.inbox.transactions().is_none() {
        return Ok(());
    }
    trial.arrive([unit("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    let before = trial.entry(leased.unit).await?;
    for _ in 0..20 {
        trial.inbox.roll_back(trial.inbox.begin().await?).await?;
        drop(trial.inbox.begin().await?);
        // Everything else goes on.
        same("the unit", trial.entry(leased.unit).await?, before.clone())?;
        same("what can be leased", trial.lease(1).await?.len(), 0)?;
    }
    trial.store(trial.new_delivery(vec![unit("b")])).await?;
    commit(trial, &leased, Settlement::Done, true).await?;
    trial.leases("what can be leased", &["b"]).await.map(drop)
}

//! Promise 4: who has a unit.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::inbox::{Demand, Fence, Settlement, UnitId, UnitState};
use crate::testing::inbox::difference::{Difference, Verdict, holds, same};
use crate::testing::inbox::trial::{HOLD, Trial, dead, delayed, discarded, keyed, retry, unit};

pub(super) async fn a_leased_unit_is_nobody_elses(trial: &Trial) -> Verdict {
    trial.arrive([unit("a")]).await?;
    let leased = trial.lease_only("what can be leased", "a").await?;
    let entry = trial.state("the state of a leased unit", leased.unit, UnitState::Running).await?;
    same("when its lease ends", entry.due_at, trial.clock.now() + HOLD)?;
    trial.leases("at once", &[]).await?;
    trial.after(29);
    trial.leases("while its lease lasts", &[]).await?;
    trial.done(&leased).await?;
    trial.after(1000);
    trial.leases("after it is done", &[]).await.map(drop)
}

pub(super) async fn workers_at_once_get_different_units(trial: &Trial) -> Verdict {
    let units = (0..40).map(|place| unit(&place.to_string())).collect();
    trial.store(trial.new_delivery(units)).await?;
    let workers: Vec<_> = (0..10)
        .map(|_| {
            let inbox = Arc::clone(&trial.inbox);
            tokio::spawn(async move { inbox.lease(Demand { max: 4, hold: HOLD, wait: false }).await })
        })
        .collect();
    let mut leased = Vec::new();
    for worker in workers {
        leased.extend(worker.await.map_err(|_| Difference::new("lease", "an answer", "it panicked"))??);
    }
    let units: BTreeSet<_> = leased.iter().map(|leased| leased.unit).collect();
    same("units leased, and different ones", (leased.len(), units.len()), (40, 40))
}

pub(super) async fn a_lease_is_at_most_what_was_asked_for(trial: &Trial) -> Verdict {
    trial.arrive(["a", "b", "c"].map(unit)).await?;
    same("units leased", trial.lease(2).await?.len(), 2)?;
    same("units leased", trial.lease(2).await?.len(), 1)
}

pub(super) async fn units_are_leased_in_the_order_in_which_they_became_due(trial: &Trial) -> Verdict {
    trial.arrive([delayed(unit("d"), 30), delayed(unit("b"), 10)]).await?;
    trial.after(5);
    trial.arrive([unit("a"), delayed(unit("c"), 5)]).await?;
    trial.after(100);
    trial.leases("the order", &["a", "b", "c", "d"]).await.map(drop)
}

pub(super) async fn each_lease_has_a_higher_fence(trial: &Trial) -> Verdict {
    trial.arrive([unit("a")]).await?;
    let mut last: Option<Fence> = None;
    for settlement in [Some(retry(0)), Some(Settlement::Release), None, Some(retry(0)), None] {
        let leased = trial.lease_only("what can be leased", "a").await?;
        holds("the fence is higher than the one before", last.is_none_or(|last| leased.fence > last))?;
        last = Some(leased.fence);
        match settlement {
            Some(settlement) => trial.settle(&leased, settlement).await?,
            None => trial.after(30),
        }
    }
    Ok(())
}

pub(super) async fn an_old_fence_changes_nothing(trial: &Trial) -> Verdict {
    trial.arrive([keyed("a", "k"), keyed("b", "k")]).await?;
    let old = trial.lease_only("what can be leased", "a").await?;
    trial.after(30);
    let new = trial.lease_only("what can be leased when the lease has ended", "a").await?;
    refused(trial, old.unit, old.fence).await?;
    trial.done(&new).await?;
    refused(trial, new.unit, new.fence).await?;
    trial.leases("the next of its key", &["b"]).await.map(drop)
}

pub(super) async fn what_is_not_leased_is_not_settled(trial: &Trial) -> Verdict {
    let ids = trial.arrive([unit("a")]).await?;
    for unit in [ids[0].as_i64(), ids[0].as_i64() + 1, (ids[0].delivery() + 7) << 20, i64::MAX, 0].map(UnitId::from_i64)
    {
        for fence in [0, 1, -1, i64::MAX] {
            let taken = trial.inbox.settle(unit, Fence(fence), Settlement::Done).await?;
            same("whether it was settled", taken, false)?;
        }
    }
    let leased = trial.run("a", retry(10)).await?;
    refused(trial, leased.unit, leased.fence).await?;
    trial.after(10);
    let leased = trial.run("a", Settlement::Release).await?;
    refused(trial, leased.unit, leased.fence).await
}

/// No settlement is taken, and nothing is changed by it.
async fn refused(trial: &Trial, unit: UnitId, fence: Fence) -> Verdict {
    let before = trial.entry(unit).await?;
    let hold = Duration::from_secs(1000);
    let (extend, isolate) = (Settlement::Extend { hold }, Settlement::Isolate { hold });
    for settlement in [Settlement::Done, discarded(), retry(5), dead(), extend, isolate, Settlement::Release] {
        let what = format!("whether {settlement:?} was taken");
        same(&what, trial.inbox.settle(unit, fence, settlement).await?, false)?;
        same("the unit", trial.entry(unit).await?, before.clone())?;
    }
    Ok(())
}

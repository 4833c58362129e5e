//! Promise 9.

use crate::inbox::{Change, Selection, Settlement, UnitState};
use crate::testing::inbox::difference::{Verdict, same};
use crate::testing::inbox::trial::{Trial, dead, delayed, discarded, ping, retry, second, unit};

pub(super) async fn what_is_finished_can_be_replayed_with_all_its_attempts(trial: &Trial) -> Verdict {
    let ids = trial.arrive(["a", "b", "c"].map(unit)).await?;
    let leased = trial.leases("what can be leased", &["a", "b", "c"]).await?;
    for (leased, settlement) in leased.iter().zip([Settlement::Done, discarded(), dead()]) {
        trial.settle(leased, settlement).await?;
    }
    trial.after(100);
    trial.change(Change::Replay, Selection::all(), 3).await?;
    for id in ids {
        let entry = trial.state("the state of what was replayed", id, UnitState::Waiting).await?;
        let counts = (entry.attempts, entry.replays, entry.finished_at);
        same("attempts, replays, and when it was finished", counts, (0, 1, None))?;
        same("when it is due", entry.due_at, trial.clock.now())?;
    }
    let again = trial.leases("what can be leased again", &["a", "b", "c"]).await?;
    same("the attempts", again.iter().map(|leased| leased.attempt).collect(), vec![1, 1, 1])
}

pub(super) async fn replays_are_counted(trial: &Trial) -> Verdict {
    let ids = trial.arrive([unit("a")]).await?;
    for replays in 1..=3 {
        trial.run("a", Settlement::Done).await?;
        trial.change(Change::Replay, Selection::unit(ids[0]), 1).await?;
        same("replays", trial.entry(ids[0]).await?.replays, replays)?;
    }
    Ok(())
}

pub(super) async fn a_replay_leaves_what_is_not_finished(trial: &Trial) -> Verdict {
    trial.arrive([unit("a"), unit("b"), delayed(unit("c"), 100)]).await?;
    let leased = trial.leases("what can be leased", &["a", "b"]).await?;
    trial.settle(&leased[0], retry(10)).await?;
    trial.change(Change::Replay, Selection::all(), 0).await?;
    trial.done(&leased[1]).await?;
    trial.change(Change::Replay, Selection::all(), 1).await
}

pub(super) async fn what_joined_can_be_replayed_on_its_own(trial: &Trial) -> Verdict {
    let ids = trial.arrive([ping("a", "t", 50), ping("b", "t", 60)]).await?;
    trial.run("a", Settlement::Done).await?;
    trial.change(Change::Replay, Selection::unit(ids[1]), 1).await?;
    let entry = trial.state("the state of what was replayed", ids[1], UnitState::Waiting).await?;
    same("what it joined", entry.joined, None)?;
    let leased = trial.lease_only("its own run", "b").await?;
    same("its own time", leased.since, Some(second(60)))
}

pub(super) async fn what_is_replayed_joins_what_waits(trial: &Trial) -> Verdict {
    let ids = trial.arrive([ping("a", "t", 50)]).await?;
    trial.run("a", Settlement::Done).await?;
    trial.arrive([delayed(ping("b", "t", 90), 10)]).await?;
    trial.leases("before the second is due", &[]).await?;
    trial.change(Change::Replay, Selection::unit(ids[0]), 1).await?;
    trial.after(10);
    let leased = trial.lease_only("one run for both", "b").await?;
    same("the time it goes back to", leased.since, Some(second(50)))?;
    same("what the first joined", trial.entry(ids[0]).await?.joined, Some(leased.unit))
}

pub(super) async fn a_worker_from_before_a_replay_changes_nothing(trial: &Trial) -> Verdict {
    let ids = trial.arrive([unit("a")]).await?;
    let old = trial.run("a", Settlement::Done).await?;
    trial.change(Change::Replay, Selection::unit(ids[0]), 1).await?;
    same("a settlement", trial.inbox.settle(old.unit, old.fence, dead()).await?, false)?;
    let new = trial.lease_only("what was replayed", "a").await?;
    same("a settlement with the old fence", trial.inbox.settle(old.unit, old.fence, dead()).await?, false)?;
    trial.done(&new).await
}

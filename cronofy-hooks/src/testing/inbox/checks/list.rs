//! Beside the promises: lists.

use std::time::Duration;

use crate::inbox::{Change, NewDelivery, Selection, Settlement, UnitId, UnitState};
use crate::testing::inbox::difference::{Verdict, same};
use crate::testing::inbox::trial::{Trial, dead, delayed, discarded, keyed, ping, unit};

async fn lists(trial: &Trial, what: &str, selection: Selection, names: &[&str]) -> Verdict {
    let found = trial.inbox.list(selection).await?.into_iter().map(|entry| entry.name).collect::<Vec<_>>();
    same(what, found, names.iter().map(|&name| name.to_owned()).collect())
}

pub(super) async fn an_empty_inbox_lists_nothing(trial: &Trial) -> Verdict {
    lists(trial, "all", Selection::all(), &[]).await?;
    lists(trial, "a unit that there is not", Selection::unit(UnitId::from_i64(1 << 20)), &[]).await?;
    same("a delivery that there is not", trial.inbox.show(1).await?, None)?;
    same("a delivery that there cannot be", trial.inbox.show(i64::MIN).await?, None)
}

pub(super) async fn lists_are_newest_first_and_limited(trial: &Trial) -> Verdict {
    trial.store(trial.new_delivery(vec![unit("a"), delayed(unit("b"), 10)])).await?;
    let old = trial.clock.now() - Duration::from_secs(100);
    trial.store(NewDelivery { received_at: old, ..trial.new_delivery(vec![unit("c"), unit("d")]) }).await?;
    lists(trial, "all: by number, not by time", Selection::all(), &["d", "c", "b", "a"]).await?;
    lists(trial, "the newest 3", Selection::all().limit(3), &["d", "c", "b"]).await?;
    lists(trial, "none", Selection::all().limit(0), &[]).await?;
    lists(trial, "more than there are", Selection::all().limit(u32::MAX), &["d", "c", "b", "a"]).await
}

pub(super) async fn lists_can_be_narrowed_to_states(trial: &Trial) -> Verdict {
    let pings = [ping("dead", "t", 1), ping("joined", "t", 2)];
    let units = ["done", "discarded"].map(unit).into_iter().chain(pings);
    let units = units.chain([unit("running"), unit("late"), keyed("retry", "k"), keyed("blocked", "k")]);
    trial.arrive(units).await?;
    trial.arrive([delayed(unit("later"), 1000)]).await?;
    for leased in trial.lease(100).await? {
        match trial.entry(leased.unit).await?.name.as_str() {
            "done" => trial.done(&leased).await?,
            "discarded" => trial.settle(&leased, discarded()).await?,
            "dead" => trial.settle(&leased, dead()).await?,
            "running" => trial.settle(&leased, Settlement::Extend { hold: Duration::from_secs(1000) }).await?,
            "retry" => trial.settle(&leased, Settlement::Release).await?,
            _ => {}
        }
    }
    trial.after(31);
    trial.arrive([unit("arrived")]).await?;
    let state = |state| Selection::all().state(state);
    lists(trial, "waiting", state(UnitState::Waiting), &["arrived", "later", "blocked", "retry", "late"]).await?;
    let finished = [UnitState::Joined, UnitState::Done, UnitState::Discarded, UnitState::Dead];
    for one in finished.into_iter().chain([UnitState::Running]) {
        lists(trial, one.as_str(), state(one), &[one.as_str()]).await?;
    }
    let two = state(UnitState::Dead).state(UnitState::Done);
    lists(trial, "dead or done", two.clone(), &["dead", "done"]).await?;
    lists(trial, "the newest that is dead or done", two.limit(1), &["dead"]).await
}

pub(super) async fn lists_can_be_narrowed_to_times(trial: &Trial) -> Verdict {
    for name in ["a", "b", "c"] {
        trial.arrive([unit(name)]).await?;
        trial.after(10);
    }
    let at = |seconds: u64| trial.clock.now() - Duration::from_secs(30 - seconds);
    lists(trial, "since", Selection::all().since(at(10)), &["c", "b"]).await?;
    lists(trial, "until", Selection::all().until(at(10)), &["a"]).await?;
    lists(trial, "between", Selection::all().since(at(1)).until(at(20)), &["b"]).await?;
    lists(trial, "nothing between", Selection::all().since(at(20)).until(at(20)), &[]).await
}

pub(super) async fn lists_can_be_narrowed_to_names(trial: &Trial) -> Verdict {
    let names = ["notification \"change\"", "100%", "a_b", "é", "CHANGE", "it's"];
    trial.arrive(names.map(unit)).await?;
    let named = |part: &str| Selection::all().name(part);
    lists(trial, "a part", named("change"), &[names[0]]).await?;
    lists(trial, "with quotes", named("\"change\""), &[names[0]]).await?;
    lists(trial, "a percent sign", named("%"), &["100%"]).await?;
    lists(trial, "an underscore", named("_"), &["a_b"]).await?;
    lists(trial, "a letter with an accent", named("é"), &["é"]).await?;
    lists(trial, "an apostrophe", named("'"), &["it's"]).await?;
    lists(trial, "a backslash", named("\\"), &[]).await?;
    lists(trial, "nothing: part of every name", named("").limit(2), &["it's", "CHANGE"]).await
}

pub(super) async fn everything_that_is_set_must_hold(trial: &Trial) -> Verdict {
    let ids = trial.arrive(["a1", "b1", "a2", "b2"].map(unit)).await?;
    let leased = trial.leases("what can be leased", &["a1", "b1", "a2", "b2"]).await?;
    trial.done(&leased[0]).await?;
    trial.done(&leased[2]).await?;
    trial.done(&leased[3]).await?;
    let done = || Selection::all().state(UnitState::Done);
    lists(trial, "done, and named a", done().name("a"), &["a2", "a1"]).await?;
    lists(trial, "a unit that is done", Selection::unit(ids[0]).state(UnitState::Done), &["a1"]).await?;
    lists(trial, "a unit that is not done", Selection::unit(ids[1]).state(UnitState::Done), &[]).await?;
    let mut two = Selection::unit(ids[1]);
    two.units.push(ids[3]);
    lists(trial, "two units", two, &["b2", "b1"]).await
}

pub(super) async fn a_change_keeps_to_its_selection(trial: &Trial) -> Verdict {
    trial.arrive(["a1", "b1", "a2", "a3"].map(unit)).await?;
    let leased = trial.leases("what can be leased", &["a1", "b1", "a2", "a3"]).await?;
    for leased in &leased[..3] {
        trial.done(leased).await?;
    }
    // The newest is running: the limit counts those that can be changed.
    trial.change(Change::Replay, Selection::all().name("a").limit(1), 1).await?;
    lists(trial, "what waits", Selection::all().state(UnitState::Waiting), &["a2"]).await?;
    trial.change(Change::Replay, Selection::all().limit(0), 0).await?;
    trial.change(Change::Replay, Selection::all().state(UnitState::Dead), 0).await?;
    trial.change(Change::Bury, Selection::all().state(UnitState::Running), 0).await?;
    trial.change(Change::Bury, Selection::all().until(trial.clock.now()), 0).await?;
    trial.change(Change::Bury, Selection::all(), 1).await?;
    lists(trial, "what is dead", Selection::all().state(UnitState::Dead), &["a2"]).await
}

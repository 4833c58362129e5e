//! Promise 3.

use crate::inbox::{Selection, Settlement, UnitId, UnitState};
use crate::testing::inbox::difference::{Verdict, same};
use crate::testing::inbox::trial::{Trial, dead, delayed, discarded, retry, unit};

pub(super) async fn units_keep_their_places(trial: &Trial) -> Verdict {
    let number = trial.store(trial.new_delivery(vec![unit("a"), unit("b"), unit("c")])).await?;
    let stored = trial.inbox.show(number).await?.map(|stored| stored.units).unwrap_or_default();
    let places: Vec<_> = stored.iter().map(|entry| (entry.unit, entry.name.as_str())).collect();
    let expected: Vec<_> =
        (0..).zip(["a", "b", "c"]).filter_map(|(index, name)| Some((UnitId::new(number, index)?, name))).collect();
    same("the units of the delivery", places, expected)?;
    trial.leases("what can be leased, in order", &["a", "b", "c"]).await.map(drop)
}

pub(super) async fn siblings_are_settled_each_on_its_own(trial: &Trial) -> Verdict {
    let names = ["done", "retry", "dead", "discarded", "left"];
    let number = trial.store(trial.new_delivery(names.map(unit).to_vec())).await?;
    let leased = trial.leases("what can be leased", &names).await?;
    for (leased, settlement) in leased.iter().zip([Settlement::Done, retry(10), dead(), discarded()]) {
        trial.settle(leased, settlement).await?;
    }
    let stored = trial.inbox.show(number).await?.map(|stored| stored.units).unwrap_or_default();
    let states: Vec<_> = stored.iter().map(|entry| entry.state).collect();
    let expected = vec![UnitState::Done, UnitState::Waiting, UnitState::Dead, UnitState::Discarded, UnitState::Running];
    same("the states", states, expected)?;
    trial.after(10);
    trial.leases("what is repeated", &["retry"]).await.map(drop)
}

pub(super) async fn each_unit_waits_for_its_own_time(trial: &Trial) -> Verdict {
    let units = vec![delayed(unit("c"), 20), unit("a"), delayed(unit("b"), 10)];
    trial.store(trial.new_delivery(units)).await?;
    trial.leases("at once", &["a"]).await?;
    trial.after(9);
    trial.leases("a second too early", &[]).await?;
    trial.after(1);
    trial.leases("after 10 seconds", &["b"]).await?;
    trial.after(10);
    trial.leases("after 20 seconds", &["c"]).await.map(drop)
}

pub(super) async fn a_delivery_can_have_thousands_of_units(trial: &Trial) -> Verdict {
    const MANY: usize = 2_500;
    let number = trial.store(trial.new_delivery((0..MANY).map(|place| unit(&place.to_string())).collect())).await?;
    let mut leased = trial.lease_many(MANY - 1).await?;
    same("units leased", leased.len(), MANY - 1)?;
    leased.extend(trial.lease(10).await?);
    let order: Vec<_> = leased.iter().map(|leased| leased.unit.index() as usize).collect();
    same("units in order", order, (0..MANY).collect())?;
    let stored = trial.inbox.show(number).await?.map(|stored| stored.units.len());
    same("units shown", stored, Some(MANY))?;
    same("units listed", trial.inbox.list(Selection::all()).await?.len(), MANY)
}

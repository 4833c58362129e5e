//! [`Trial`]: an inbox under test, and short words for what is done with it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::clock::Clock;
use super::difference::{Difference, Verdict, same};
use crate::inbox::{
    Accepted, Change, Demand, Entry, Inbox, Join, Leased, NewDelivery, NewUnit, RepeatKey, Retention, Selection,
    Settlement, UnitId, UnitState,
};

/// How long a lease of a check lasts.
pub(super) const HOLD: Duration = Duration::from_secs(30);

/// An empty inbox, and its clock.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) inbox: Arc<dyn Inbox>,
    pub(super) clock: Clock,
}

impl Trial {
    pub(super) fn new_delivery(&self, units: Vec<NewUnit>) -> NewDelivery {
        let (head, body) = ("{}".to_owned(), Bytes::from_static(b"body"));
        NewDelivery { repeat: None, head, body, received_at: self.clock.now(), units }
    }

    pub(super) fn repeatable(&self, repeat: RepeatKey, units: Vec<NewUnit>) -> NewDelivery {
        NewDelivery { repeat: Some(repeat), ..self.new_delivery(units) }
    }

    /// Accepts a delivery that is new; returns its number. Nothing may be accepted meanwhile.
    pub(super) async fn store(&self, delivery: NewDelivery) -> Verdict<i64> {
        same("the answer to a new delivery", self.inbox.accept(delivery).await?, Accepted::New)?;
        let newest = self.inbox.list(Selection::all().limit(1)).await?;
        let newest = newest.first().map(|entry| entry.unit.delivery());
        newest.ok_or_else(|| Difference::new("the list after a delivery was accepted", "its units", "nothing"))
    }

    /// Accepts units, each in its own delivery.
    pub(super) async fn arrive(&self, units: impl IntoIterator<Item = NewUnit>) -> Verdict<Vec<UnitId>> {
        let mut ids = Vec::new();
        for unit in units {
            let number = self.store(self.new_delivery(vec![unit])).await?;
            ids.extend(UnitId::new(number, 0));
        }
        Ok(ids)
    }

    pub(super) async fn lease(&self, max: usize) -> Verdict<Vec<Leased>> {
        Ok(self.inbox.lease(Demand { max, hold: HOLD, wait: false }).await?)
    }

    /// Leases as many, or all there are. An engine may give fewer at a time than are due.
    pub(super) async fn lease_many(&self, max: usize) -> Verdict<Vec<Leased>> {
        let mut leased = Vec::new();
        while leased.len() < max {
            let more = self.lease(max - leased.len()).await?;
            if more.is_empty() {
                break;
            }
            leased.extend(more);
        }
        Ok(leased)
    }

    /// Leases exactly one unit: this one.
    pub(super) async fn lease_only(&self, what: &str, name: &str) -> Verdict<Leased> {
        let mut leased = self.lease(10).await?;
        same(what, self.names(&leased).await?, vec![name.to_owned()])?;
        leased.pop().ok_or_else(|| Difference::new(what, name, "nothing"))
    }

    /// What can be leased now, in order.
    pub(super) async fn leases(&self, what: &str, names: &[&str]) -> Verdict<Vec<Leased>> {
        let leased = self.lease(100).await?;
        let expected: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        same(what, self.names(&leased).await?, expected)?;
        Ok(leased)
    }

    async fn names(&self, leased: &[Leased]) -> Verdict<Vec<String>> {
        let mut names = Vec::new();
        for leased in leased {
            names.push(self.entry(leased.unit).await?.name);
        }
        Ok(names)
    }

    pub(super) async fn settle(&self, leased: &Leased, settlement: Settlement) -> Verdict {
        let what = format!("whether {settlement:?} was taken");
        same(&what, self.inbox.settle(leased.unit, leased.fence, settlement).await?, true)
    }

    pub(super) async fn done(&self, leased: &Leased) -> Verdict {
        self.settle(leased, Settlement::Done).await
    }

    /// Leases the only unit there is to lease, and settles it.
    pub(super) async fn run(&self, name: &str, settlement: Settlement) -> Verdict<Leased> {
        let leased = self.lease_only("what can be leased", name).await?;
        self.settle(&leased, settlement).await?;
        Ok(leased)
    }

    pub(super) async fn entry(&self, unit: UnitId) -> Verdict<Entry> {
        let found = self.inbox.list(Selection::unit(unit)).await?;
        let is_it = found.first().filter(|entry| entry.unit == unit && found.len() == 1);
        is_it.cloned().ok_or_else(|| Difference::new("a list of one unit", unit.to_string(), format!("{found:?}")))
    }

    pub(super) async fn state(&self, what: &str, unit: UnitId, state: UnitState) -> Verdict<Entry> {
        let entry = self.entry(unit).await?;
        same(what, entry.state, state)?;
        Ok(entry)
    }

    pub(super) async fn change(&self, change: Change, selection: Selection, count: u64) -> Verdict {
        let what = format!("how many units changed by {change:?}");
        same(&what, self.inbox.change(change, selection).await?, count)
    }

    pub(super) async fn prune(&self, retention: Retention, count: u64) -> Verdict {
        same("how many deliveries were forgotten", self.inbox.prune(retention).await?, count)
    }

    pub(super) fn after(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

/// A unit that runs whenever it can.
pub(super) fn unit(name: &str) -> NewUnit {
    NewUnit { name: name.to_owned(), key: None, join: None, delay: Duration::ZERO }
}

/// A unit with a key.
pub(super) fn keyed(name: &str, key: &str) -> NewUnit {
    NewUnit { key: Some(key.to_owned()), ..unit(name) }
}

/// A unit that joins, about everything since some second of the epoch.
pub(super) fn ping(name: &str, topic: &str, since: i64) -> NewUnit {
    NewUnit { join: Some(Join { topic: topic.to_owned(), since: second(since) }), ..unit(name) }
}

/// The same unit, due later.
pub(super) fn delayed(unit: NewUnit, seconds: u64) -> NewUnit {
    NewUnit { delay: Duration::from_secs(seconds), ..unit }
}

pub(super) fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}

pub(super) fn retry(seconds: u64) -> Settlement {
    Settlement::Retry { after: Duration::from_secs(seconds), error: "it failed".to_owned() }
}

pub(super) fn dead() -> Settlement {
    Settlement::Dead { error: "it failed for good".to_owned() }
}

pub(super) fn discarded() -> Settlement {
    Settlement::Discarded { reason: "nobody wants it".to_owned() }
}

pub(super) fn keep(done: u64, dead: Option<u64>) -> Retention {
    Retention { done: Duration::from_secs(done), dead: dead.map(Duration::from_secs) }
}

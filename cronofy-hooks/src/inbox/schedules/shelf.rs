//! [`Shelf`]: a store in memory, in which everything is due at once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use shuttle::future::yield_now;

use super::super::error::InboxError;
use super::super::lease::{Leased, Settlement};
use super::super::new::{Accepted, NewDelivery, NewUnit};
use super::super::unit::{Fence, UnitId};
use super::super::writer::{Batch, Committed, Settle, Store, Work};

/// A store that all clones share.
#[derive(Clone, Default)]
pub(super) struct Shelf(Arc<Mutex<Rows>>);

#[derive(Default)]
pub(super) struct Rows {
    /// The heads of what was stored.
    pub(super) stored: BTreeSet<String>,
    pub(super) waiting: VecDeque<UnitId>,
    pub(super) leased: BTreeMap<UnitId, Fence>,
    pub(super) done: BTreeSet<UnitId>,
    pub(super) is_closed: bool,
    last_fence: i64,
}

impl Shelf {
    pub(super) fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no test fails while it has them")
    }
}

impl Rows {
    fn accept(&mut self, delivery: &NewDelivery) -> Accepted {
        assert!(self.stored.insert(delivery.head.clone()), "it is written twice");
        let number = i64::try_from(self.stored.len()).expect("they are few");
        self.waiting.push_back(UnitId::new(number, 0).expect("it is a number"));
        Accepted::New
    }

    fn settle(&mut self, Settle { unit, fence, settlement }: &Settle) -> bool {
        if self.leased.get(unit) != Some(fence) {
            return false;
        }
        self.leased.remove(unit);
        match settlement {
            Settlement::Done => drop(self.done.insert(*unit)),
            _ => self.waiting.push_back(*unit),
        }
        true
    }

    fn lease(&mut self, max: usize) -> Vec<Leased> {
        let units: Vec<_> = (0..max).filter_map(|_| self.waiting.pop_front()).collect();
        let lease = |unit| {
            self.last_fence += 1;
            let fence = Fence(self.last_fence);
            assert_eq!(self.leased.insert(unit, fence), None, "it is leased twice");
            let (head, body, received_at) = (String::new(), Bytes::new(), Timestamp::UNIX_EPOCH);
            Leased { unit, fence, attempt: 1, lost: 0, crashes: 0, since: None, head, body, received_at }
        };
        units.into_iter().map(lease).collect()
    }
}

impl Store for Shelf {
    async fn commit(&mut self, batch: &Batch) -> Result<Committed, InboxError> {
        // It takes a while, before and after.
        yield_now().await;
        let committed = {
            let mut rows = self.rows();
            assert!(!rows.is_closed, "it is written to after it was closed");
            let accepted = batch.accepts.iter().map(|delivery| rows.accept(delivery)).collect();
            let held = Ok(batch.settles.iter().map(|settle| rows.settle(settle)).collect());
            let leased = batch.demand.map_or_else(Vec::new, |demand| rows.lease(demand.max));
            Committed { accepted, held, work: Ok(Work { leased, next_due: None }) }
        };
        yield_now().await;
        Ok(committed)
    }

    fn poll(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn close(&mut self) -> Result<(), InboxError> {
        yield_now().await;
        self.rows().is_closed = true;
        Ok(())
    }
}

pub(super) fn delivery(head: &str) -> NewDelivery {
    NewDelivery {
        repeat: None,
        head: head.to_owned(),
        body: Bytes::new(),
        received_at: Timestamp::UNIX_EPOCH,
        units: vec![NewUnit { name: "change".to_owned(), key: None, join: None, delay: Duration::ZERO }],
    }
}

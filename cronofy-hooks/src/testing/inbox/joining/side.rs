//! [`Side`]: what both the model and an engine can do.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use jiff::Timestamp;

use crate::inbox::{
    Demand, Entry, Fence, Inbox, InboxError, Leased, NewDelivery, Selection, Settlement, UnitId, UnitState,
};
use crate::testing::inbox::clock::Clock;
use crate::testing::inbox::memory::MemoryInbox;
use crate::testing::inbox::model::Model;

pub(super) trait Side {
    fn accept(&mut self, number: i64, new: NewDelivery);
    fn lease(&mut self, max: usize, hold: Duration) -> Vec<Leased>;
    fn settle(&mut self, unit: UnitId, fence: Fence, settlement: Settlement) -> bool;
    fn list(&self) -> Vec<Entry>;
    fn advance(&mut self, by: Duration);
    fn now(&self) -> Timestamp;

    fn is_drained(&self) -> bool {
        self.list().iter().all(|entry| !matches!(entry.state, UnitState::Waiting | UnitState::Running))
    }
}

pub(super) struct OfModel(pub(super) Model, pub(super) Clock);

impl Side for OfModel {
    fn accept(&mut self, number: i64, new: NewDelivery) {
        self.0.accept(number, new);
    }

    fn lease(&mut self, max: usize, hold: Duration) -> Vec<Leased> {
        self.0.lease(max, hold)
    }

    fn settle(&mut self, unit: UnitId, fence: Fence, settlement: Settlement) -> bool {
        self.0.settle(unit, fence, &settlement)
    }

    fn list(&self) -> Vec<Entry> {
        self.0.list(&Selection::all())
    }

    fn advance(&mut self, by: Duration) {
        self.1.advance(by);
        self.0.set_time(self.1.now());
    }

    fn now(&self) -> Timestamp {
        self.1.now()
    }
}

pub(super) struct OfMemory(MemoryInbox, Clock);

impl OfMemory {
    pub(super) fn new() -> Self {
        let clock = Clock::new();
        let time = clock.clone();
        Self(MemoryInbox::with_clock(move || time.now()), clock)
    }
}

impl Side for OfMemory {
    fn accept(&mut self, number: i64, new: NewDelivery) {
        done(self.0.accept(new));
        assert!(done(self.0.show(number)).is_some(), "it counts from 1");
    }

    fn lease(&mut self, max: usize, hold: Duration) -> Vec<Leased> {
        done(self.0.lease(Demand { max, hold, wait: false }))
    }

    fn settle(&mut self, unit: UnitId, fence: Fence, settlement: Settlement) -> bool {
        done(self.0.settle(unit, fence, settlement))
    }

    fn list(&self) -> Vec<Entry> {
        done(self.0.list(Selection::all()))
    }

    fn advance(&mut self, by: Duration) {
        self.1.advance(by);
    }

    fn now(&self) -> Timestamp {
        self.1.now()
    }
}

/// The inbox in memory answers at once unless it waits for work.
fn done<T>(reply: impl Future<Output = Result<T, InboxError>>) -> T {
    match pin!(reply).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(answer)) => answer,
        Poll::Ready(Err(error)) => panic!("{error}"),
        Poll::Pending => panic!("it waits"),
    }
}

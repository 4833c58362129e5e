//! An inbox that fails when it is told so.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use cronofy_hooks::Inbox;
use cronofy_hooks::inbox::{
    Accepted, Change, Demand, Entry, Fence, InboxError, Leased, NewDelivery, Reply, Retention, Selection, Settlement,
    Statistics, Stored, UnitId,
};
use cronofy_hooks::testing::inbox::MemoryInbox;

/// How the next accept goes wrong.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    Error(InboxError),
    /// No answer, ever.
    Hang,
}

/// An inbox in memory that fails when it is told so.
#[derive(Clone, Debug)]
pub(super) struct Faulty {
    pub(super) inbox: MemoryInbox,
    next: Arc<Mutex<Option<Fault>>>,
    /// Settlements fail for as long as it is set.
    settles_with: Arc<Mutex<Option<InboxError>>>,
    panics: Arc<AtomicBool>,
}

impl Faulty {
    pub(super) fn new(inbox: MemoryInbox) -> Self {
        Self { inbox, next: Arc::default(), settles_with: Arc::default(), panics: Arc::default() }
    }

    pub(super) fn next_accept(&self, fault: Fault) {
        *self.next.lock().unwrap() = Some(fault);
    }

    /// A mistake in the engine, which takes the worker with it.
    pub(super) fn panic_at_next_lease(&self) {
        self.panics.store(true, Ordering::Relaxed);
    }

    pub(super) fn settle_with(&self, error: Option<InboxError>) {
        *self.settles_with.lock().unwrap() = error;
    }
}

impl Inbox for Faulty {
    fn accept(&self, delivery: NewDelivery) -> Reply<'_, Accepted> {
        match self.next.lock().unwrap().take() {
            None => self.inbox.accept(delivery),
            Some(Fault::Error(error)) => Box::pin(async { Err(error) }),
            Some(Fault::Hang) => Box::pin(std::future::pending()),
        }
    }

    fn lease(&self, demand: Demand) -> Reply<'_, Vec<Leased>> {
        assert!(!self.panics.load(Ordering::Relaxed), "a mistake in the engine");
        self.inbox.lease(demand)
    }

    fn settle(&self, unit: UnitId, fence: Fence, settlement: Settlement) -> Reply<'_, bool> {
        match self.settles_with.lock().unwrap().clone() {
            None => self.inbox.settle(unit, fence, settlement),
            Some(error) => Box::pin(async { Err(error) }),
        }
    }

    fn list(&self, selection: Selection) -> Reply<'_, Vec<Entry>> {
        self.inbox.list(selection)
    }

    fn show(&self, delivery: i64) -> Reply<'_, Option<Stored>> {
        self.inbox.show(delivery)
    }

    fn change(&self, change: Change, selection: Selection) -> Reply<'_, u64> {
        self.inbox.change(change, selection)
    }

    fn prune(&self, retention: Retention) -> Reply<'_, u64> {
        self.inbox.prune(retention)
    }

    fn statistics(&self) -> Reply<'_, Statistics> {
        self.inbox.statistics()
    }

    fn close(&self) -> Reply<'_, ()> {
        self.inbox.close()
    }
}

//! An inbox that fails when it is told so.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use cronofy_hooks::Inbox;
use cronofy_hooks::inbox::{
    Accepted, Fence, InboxError, InboxFuture, JobAction, JobFilter, JobId, JobRecord, LeaseRequest, LeaseUpdate,
    LeasedJob, NewDelivery, Retention, Statistics, StoredDelivery,
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
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        match self.next.lock().unwrap().take() {
            None => self.inbox.accept(delivery),
            Some(Fault::Error(error)) => Box::pin(async { Err(error) }),
            Some(Fault::Hang) => Box::pin(std::future::pending()),
        }
    }

    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        assert!(!self.panics.load(Ordering::Relaxed), "a mistake in the engine");
        self.inbox.lease(request)
    }

    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        match self.settles_with.lock().unwrap().clone() {
            None => self.inbox.update_lease(job, fence, update),
            Some(error) => Box::pin(async { Err(error) }),
        }
    }

    fn list(&self, selection: JobFilter) -> InboxFuture<'_, Vec<JobRecord>> {
        self.inbox.list(selection)
    }

    fn show(&self, delivery: i64) -> InboxFuture<'_, Option<StoredDelivery>> {
        self.inbox.show(delivery)
    }

    fn apply(&self, change: JobAction, selection: JobFilter) -> InboxFuture<'_, u64> {
        self.inbox.apply(change, selection)
    }

    fn prune(&self, retention: Retention) -> InboxFuture<'_, u64> {
        self.inbox.prune(retention)
    }

    fn statistics(&self) -> InboxFuture<'_, Statistics> {
        self.inbox.statistics()
    }

    fn close(&self) -> InboxFuture<'_, ()> {
        self.inbox.close()
    }
}

//! [`FaultyInbox`]: an inbox in memory that fails on request.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use cronofy_hooks::Inbox;
use cronofy_hooks::inbox::{
    Accepted, Fence, InboxError, InboxFuture, JobId, LeaseRequest, LeaseUpdate, LeasedJob, NewDelivery, forward_inbox,
};
use cronofy_hooks::testing::MemoryInbox;

/// How the next accept goes wrong.
#[derive(Clone, Debug)]
pub(super) enum AcceptFault {
    Error(InboxError),
    /// No answer, ever.
    Hang,
}

/// An inbox in memory that fails on request.
#[derive(Clone, Debug)]
pub(super) struct FaultyInbox {
    pub(super) inbox: MemoryInbox,
    next: Arc<Mutex<Option<AcceptFault>>>,
    /// While this is set, every update of a lease fails with it.
    lease_update_error: Arc<Mutex<Option<InboxError>>>,
    panics: Arc<AtomicBool>,
}

impl FaultyInbox {
    pub(super) fn new(inbox: MemoryInbox) -> Self {
        Self { inbox, next: Arc::default(), lease_update_error: Arc::default(), panics: Arc::default() }
    }

    pub(super) fn next_accept(&self, fault: AcceptFault) {
        *self.next.lock().unwrap() = Some(fault);
    }

    /// A mistake in the engine, which takes the worker with it.
    pub(super) fn panic_at_next_lease(&self) {
        self.panics.store(true, Ordering::Relaxed);
    }

    pub(super) fn fail_lease_updates_with(&self, error: Option<InboxError>) {
        *self.lease_update_error.lock().unwrap() = error;
    }
}

impl Inbox for FaultyInbox {
    fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        match self.next.lock().unwrap().take() {
            None => self.inbox.accept(delivery),
            Some(AcceptFault::Error(error)) => Box::pin(async { Err(error) }),
            Some(AcceptFault::Hang) => Box::pin(std::future::pending()),
        }
    }

    fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        assert!(!self.panics.load(Ordering::Relaxed), "a mistake in the engine");
        self.inbox.lease(request)
    }

    fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        match self.lease_update_error.lock().unwrap().clone() {
            None => self.inbox.update_lease(job, fence, update),
            Some(error) => Box::pin(async { Err(error) }),
        }
    }

    forward_inbox!(this => this.inbox; list, show, apply, prune, statistics, clock, close);
}

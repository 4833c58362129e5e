//! [`JoinTarget`]: the calls that the model and an engine share.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use jiff::Timestamp;

use crate::inbox::{
    Fence, Inbox, InboxError, JobFilter, JobId, JobRecord, JobState, LeaseRequest, LeaseUpdate, LeasedJob, NewDelivery,
};
use crate::testing::inbox::clock::Clock;
use crate::testing::inbox::memory::MemoryInbox;
use crate::testing::inbox::model::Model;

pub(super) trait JoinTarget {
    fn accept(&mut self, number: i64, new: NewDelivery);
    fn lease(&mut self, max: usize, lease_duration: Duration) -> Vec<LeasedJob>;
    fn update_lease(&mut self, job: JobId, fence: Fence, update: LeaseUpdate) -> bool;
    fn list(&self) -> Vec<JobRecord>;
    fn advance(&mut self, by: Duration);
    fn now(&self) -> Timestamp;

    fn is_drained(&self) -> bool {
        self.list().iter().all(|entry| !matches!(entry.state, JobState::Waiting | JobState::Running))
    }
}

pub(super) struct ModelTarget(pub(super) Model, pub(super) Clock);

impl JoinTarget for ModelTarget {
    fn accept(&mut self, number: i64, new: NewDelivery) {
        self.0.accept(number, new);
    }

    fn lease(&mut self, max: usize, lease_duration: Duration) -> Vec<LeasedJob> {
        self.0.lease(max, lease_duration)
    }

    fn update_lease(&mut self, job: JobId, fence: Fence, update: LeaseUpdate) -> bool {
        self.0.update_lease(job, fence, &update)
    }

    fn list(&self) -> Vec<JobRecord> {
        self.0.list(&JobFilter::all())
    }

    fn advance(&mut self, by: Duration) {
        self.1.advance(by);
        self.0.set_time(self.1.now());
    }

    fn now(&self) -> Timestamp {
        self.1.now()
    }
}

pub(super) struct MemoryTarget(MemoryInbox, Clock);

impl MemoryTarget {
    pub(super) fn new() -> Self {
        let clock = Clock::new();
        let time = clock.clone();
        Self(MemoryInbox::with_clock(move || time.now()), clock)
    }
}

impl JoinTarget for MemoryTarget {
    fn accept(&mut self, number: i64, new: NewDelivery) {
        done(self.0.accept(new));
        assert!(done(self.0.show(number)).is_some(), "it counts from 1");
    }

    fn lease(&mut self, max: usize, lease_duration: Duration) -> Vec<LeasedJob> {
        done(self.0.lease(LeaseRequest { max, lease_duration, wait: false }))
    }

    fn update_lease(&mut self, job: JobId, fence: Fence, update: LeaseUpdate) -> bool {
        done(self.0.update_lease(job, fence, update))
    }

    fn list(&self) -> Vec<JobRecord> {
        done(self.0.list(JobFilter::all()))
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

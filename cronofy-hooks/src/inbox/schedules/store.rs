//! [`ScheduleStore`]: a store in memory, in which everything is due at once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use shuttle::future::yield_now;

use super::super::batcher::{Batch, BatchResult, BatchStore, FencedUpdate, LeaseResult};
use super::super::job_id::{Fence, JobId};
use super::super::lease::{LeaseUpdate, LeasedJob};
use super::super::new_delivery::{Accepted, NewDelivery, NewJob};
use crate::inbox::error::InboxError;

/// A store that all clones share.
#[derive(Clone, Default)]
pub(super) struct ScheduleStore(Arc<Mutex<Rows>>);

#[derive(Default)]
pub(super) struct Rows {
    /// The heads of the stored deliveries.
    pub(super) stored: BTreeSet<String>,
    pub(super) waiting: VecDeque<JobId>,
    pub(super) leased: BTreeMap<JobId, Fence>,
    pub(super) done: BTreeSet<JobId>,
    pub(super) is_closed: bool,
    last_fence: i64,
}

impl ScheduleStore {
    pub(super) fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no test panics with the lock")
    }
}

impl Rows {
    fn accept(&mut self, delivery: &NewDelivery) -> Accepted {
        assert!(self.stored.insert(delivery.head.clone()), "it is written twice");
        let number = i64::try_from(self.stored.len()).expect("they are few");
        self.waiting.push_back(JobId::new(number, 0).expect("it is a number"));
        Accepted::New
    }

    fn update_lease(&mut self, FencedUpdate { job, fence, update }: &FencedUpdate) -> bool {
        if self.leased.get(job) != Some(fence) {
            return false;
        }
        self.leased.remove(job);
        match update {
            LeaseUpdate::Done => drop(self.done.insert(*job)),
            _ => self.waiting.push_back(*job),
        }
        true
    }

    fn lease(&mut self, max: usize) -> Vec<LeasedJob> {
        let jobs: Vec<_> = (0..max).filter_map(|_| self.waiting.pop_front()).collect();
        let lease = |job| {
            self.last_fence += 1;
            let fence = Fence(self.last_fence);
            assert_eq!(self.leased.insert(job, fence), None, "it is leased twice");
            let (head, body, received_at) = (String::new(), Bytes::new(), Timestamp::UNIX_EPOCH);
            LeasedJob { job, fence, attempt: 1, lost: 0, crashes: 0, since: None, head, body, received_at }
        };
        jobs.into_iter().map(lease).collect()
    }
}

impl BatchStore for ScheduleStore {
    async fn commit(&mut self, batch: &Batch) -> Result<BatchResult, InboxError> {
        // It takes a while, before and after.
        yield_now().await;
        let committed = {
            let mut rows = self.rows();
            assert!(!rows.is_closed, "it is written to after it was closed");
            let accepted = batch.deliveries.iter().map(|delivery| rows.accept(delivery)).collect();
            let held = Ok(batch.updates.iter().map(|update| rows.update_lease(update)).collect());
            let jobs = batch.request.map_or_else(Vec::new, |request| rows.lease(request.max));
            BatchResult { accepted, held, leased: Ok(LeaseResult { jobs, next_due: None }) }
        };
        yield_now().await;
        Ok(committed)
    }

    fn poll_interval(&self) -> Duration {
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
        jobs: vec![NewJob { name: "change".to_owned(), key: None, join: None, delay: Duration::ZERO }],
    }
}

//! Carries out batches.

use std::sync::Arc;
use std::time::Duration;

use super::accept::PendingDeliveries;
use super::engine::SqliteEngine;
use super::lease::{LeaseStep, PendingLease};
use super::lease_update::PendingUpdates;
use crate::inbox::batcher::{Batch, BatchResult, BatchStore, FencedUpdate, LeaseResult};
use crate::inbox::engine::shared::until;
use crate::inbox::error::InboxError;
use crate::inbox::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use crate::inbox::new_delivery::Accepted;

/// How often to look whether another process has left jobs.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// The most steps that enqueue arrived jobs for one lease request that finds no job due: deliveries wait
/// meanwhile to be accepted.
const MOST_STEPS: usize = 8;

/// A lease is renewed when more than this fraction of it has passed before its worker gets it.
const LATE: u32 = 10;

/// What one transaction did.
struct Written {
    accepted: Vec<Accepted>,
    held: Vec<bool>,
    leased: Option<LeaseStep>,
}

impl SqliteEngine {
    /// Writes all of a batch in one transaction: in one trip to the thread of the connection, unless the
    /// batch is large or updates a job twice.
    async fn write(&self, batch: &Batch) -> Result<Written, InboxError> {
        let mut transaction = self.write.transaction().await?;
        // Read after waiting for the connection, which may have taken long. `BEGIN` may still have to wait
        // for another process.
        let now = self.clock.given_or_system();
        let mut deliveries = PendingDeliveries::new(now, &batch.deliveries);
        let mut updates = PendingUpdates::new(now, &batch.updates);
        loop {
            let mut script = transaction.script();
            if deliveries.add_to(&mut script) && updates.add_to(&mut script) {
                let lease = batch.request.map(|request| PendingLease::add_to(&mut script, now, request));
                let done = transaction.finish(script).await?;
                deliveries.read(&done);
                updates.read(&done);
                let leased = lease.map(|lease| lease.read(&done));
                return Ok(Written { accepted: deliveries.finish(), held: updates.finish(), leased });
            }
            let done = transaction.run(script).await?;
            deliveries.read(&done);
            updates.read(&done);
        }
    }

    /// Enqueues more arrived jobs when none was due. Each step is a transaction of its own, so that the
    /// rest of the batch keeps its results when a step fails.
    async fn look_further(&self, request: LeaseRequest, mut step: LeaseStep) -> Result<LeaseResult, InboxError> {
        let only = Batch { request: Some(request), ..Batch::default() };
        for _ in 1..MOST_STEPS {
            if !step.go_on {
                break;
            }
            match self.write(&only).await?.leased {
                Some(next) => step = next,
                None => break,
            }
        }
        if !step.jobs.is_empty() {
            self.renew(request, &mut step).await;
        }
        Ok(LeaseResult { jobs: step.jobs, next_due: step.next_due })
    }

    /// A lease counts from before its transaction, which may have waited for another process. The worker
    /// counts from when it gets the job: if much has passed in between, the lease begins again.
    async fn renew(&self, request: LeaseRequest, step: &mut LeaseStep) {
        let lease_duration = request.lease_duration;
        if until(step.from, self.clock.given_or_system()) <= lease_duration / LATE {
            return;
        }
        let extend = |leased: &LeasedJob| FencedUpdate {
            job: leased.job,
            fence: leased.fence,
            update: LeaseUpdate::Extend { lease_duration },
        };
        let batch = Batch { updates: step.jobs.iter().map(extend).collect(), ..Batch::default() };
        // A job whose lease cannot be renewed goes to no worker: it is due again when its lease ends.
        let renewed = self.write(&batch).await.map(|written| written.held).unwrap_or_default();
        let mut renewed = renewed.into_iter();
        step.jobs.retain(|_| renewed.next().unwrap_or(false));
    }
}

impl BatchStore for Arc<SqliteEngine> {
    async fn commit(&mut self, batch: &Batch) -> Result<BatchResult, InboxError> {
        let Written { accepted, held, leased } = self.write(batch).await?;
        let leased = match (batch.request, leased) {
            (Some(request), Some(step)) => self.look_further(request, step).await,
            _ => Ok(LeaseResult::default()),
        };
        Ok(BatchResult { accepted, held: Ok(held), leased })
    }

    fn poll_interval(&self) -> Duration {
        POLL_INTERVAL
    }

    async fn close(&mut self) -> Result<(), InboxError> {
        let files = Arc::clone(self.write.files());
        // SQLite is about to bring the log into the file that has the name now.
        let whole = files.check();
        self.handlers.close().await;
        let read = self.read.close().await;
        // The last connection that closes brings the log into the database and removes it.
        let written = self.write.close().await;
        let closed = whole.and(read).and(written);
        self.lock.release(|| {
            if closed.is_ok() {
                files.release();
            }
        });
        closed
    }
}

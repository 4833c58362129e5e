//! Carries out batches.

use std::sync::Arc;
use std::time::Duration;

use super::engine::SqliteEngine;
use super::rows::{MOST_ROWS, room};
use super::{accept, lease, lease_update};
use crate::inbox::batcher::{Batch, BatchResult, BatchStore, FencedUpdate, LeaseResult};
use crate::inbox::engine::shared::{rounds, until};
use crate::inbox::error::InboxError;
use crate::inbox::lease::{LeaseRequest, LeaseUpdate, LeasedJob};

/// How often to look whether another process has left jobs.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// The most steps that enqueue arrived jobs for one lease request that finds no job due: deliveries wait
/// meanwhile to be accepted.
const MOST_STEPS: usize = 8;

/// A lease is renewed when more than this fraction of it has passed before its worker gets it.
const LATE: u32 = 10;

impl SqliteEngine {
    /// Writes all of a batch in one transaction: in one trip to the thread of the connection, unless the
    /// batch is large or updates a job twice. Returns also the time at which it began.
    async fn write_batch(&self, batch: &Batch) -> Result<(BatchResult, i64), InboxError> {
        let mut transaction = self.write.transaction().await?;
        // Read after waiting for the connection, which may have taken long. `BEGIN` may still have to wait
        // for another process.
        let now = self.clock.given_or_system();
        let (groups, rounds) = (accept::groups(&batch.deliveries), rounds(&batch.updates));
        let rounds: Vec<_> = rounds.iter().flat_map(|round| round.chunks(MOST_ROWS)).collect();
        let trips = groups.len().max(rounds.len()).max(1);
        let (mut accepted, mut held) = (Vec::with_capacity(batch.deliveries.len()), vec![false; batch.updates.len()]);
        let mut leased = LeaseResult::default();
        for trip in 0..trips {
            let (is_last, mut script) = (trip + 1 == trips, transaction.script());
            let (group, round) = (groups.get(trip), rounds.get(trip));
            let rows = group.map_or(0, |group| accept::rows(group)).max(round.map_or(0, |round| round.len()));
            let room = room(rows);
            let group = group.map(|group| (accept::add(&mut script, room, now, group), group.len()));
            let round = round.map(|round| {
                let updates = round.iter().map(|place| &batch.updates[*place]);
                (lease_update::add(&mut script, room, now, updates), round)
            });
            let request = batch.request.filter(|_| is_last);
            let request = request.map(|request| (lease::add(&mut script, now, request), request));
            let done = transaction.run(script, is_last).await?;
            if let Some((place, count)) = group {
                accepted.extend(accept::read(&done[place], &done[place + 1], count));
            }
            if let Some((place, round)) = round {
                let ids = lease_update::read(&done[place]);
                round.iter().for_each(|place| held[*place] = ids.contains(&batch.updates[*place].job.as_i64()));
            }
            if let Some((place, request)) = request {
                leased = lease::read(&done[place], &done[place + 2], now, request);
            }
        }
        Ok((BatchResult { accepted, held: Ok(held), leased: Ok(leased) }, now))
    }

    /// Enqueues more arrived jobs when none was due. Each step is a transaction of its own, so that the
    /// rest of the batch keeps its results when a step fails.
    async fn look_further(
        &self,
        request: LeaseRequest,
        mut leased: LeaseResult,
        mut from: i64,
    ) -> Result<LeaseResult, InboxError> {
        let only = Batch { request: Some(request), ..Batch::default() };
        for _ in 1..MOST_STEPS {
            if !leased.jobs.is_empty() || leased.next_due != Some(Duration::ZERO) {
                break;
            }
            let (written, now) = self.write_batch(&only).await?;
            (leased, from) = (written.leased?, now);
        }
        if !leased.jobs.is_empty() {
            self.renew(request, &mut leased.jobs, from).await;
        }
        Ok(leased)
    }

    /// A lease counts from before its transaction, which may have waited for another process. The worker
    /// counts from when it gets the job: if much has passed in between, the lease begins again.
    async fn renew(&self, request: LeaseRequest, jobs: &mut Vec<LeasedJob>, from: i64) {
        let lease_duration = request.lease_duration;
        if until(from, self.clock.given_or_system()) <= lease_duration / LATE {
            return;
        }
        let extend = |leased: &LeasedJob| FencedUpdate {
            job: leased.job,
            fence: leased.fence,
            update: LeaseUpdate::Extend { lease_duration },
        };
        let batch = Batch { updates: jobs.iter().map(extend).collect(), ..Batch::default() };
        // A job whose lease cannot be renewed goes to no worker: it is due again when its lease ends.
        let renewed = self.write_batch(&batch).await.and_then(|(written, _)| written.held).unwrap_or_default();
        let mut renewed = renewed.into_iter();
        jobs.retain(|_| renewed.next().unwrap_or(false));
    }
}

impl BatchStore for Arc<SqliteEngine> {
    async fn commit(&mut self, batch: &Batch) -> Result<BatchResult, InboxError> {
        let (mut written, now) = self.write_batch(batch).await?;
        if let Some(request) = batch.request {
            written.leased = self.look_further(request, written.leased?, now).await;
        }
        Ok(written)
    }

    fn poll_interval(&self) -> Duration {
        POLL_INTERVAL
    }

    async fn close(&mut self) -> Result<(), InboxError> {
        let files = Arc::clone(self.write.files());
        // SQLite is about to bring the log into the file that has the name now.
        let whole = files.check();
        if let Some(checkpointer) = self.checkpointer.lock().await.take() {
            checkpointer.close().await;
        }
        self.handlers.close().await;
        let read = self.read.close().await;
        // The last connection that closes brings the log into the database and removes it.
        let written = self.write.close().await;
        let closed = whole.and(read).and(written);
        let tidy = async {
            if closed.is_ok() {
                self.write.empty_log().await;
                files.release();
            }
        };
        self.lock.release(tidy).await;
        closed
    }
}

//! [`IdleRequests`]: callers that wait until a worker has nothing to do.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use super::pool::Worker;
use crate::inbox::admin::{JobAction, JobFilter, JobState};
use crate::inbox::error::InboxError;
use crate::inbox::lease::LeasedJob;

/// How often to look whether the jobs that other workers run have ended: nothing reports it.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Sends the requests to the worker.
pub(super) type IdleSender = mpsc::UnboundedSender<oneshot::Sender<()>>;

/// The callers of [`WorkerHandle::idle`](super::WorkerHandle::idle).
#[derive(Debug)]
pub(super) struct IdleRequests {
    incoming: mpsc::UnboundedReceiver<oneshot::Sender<()>>,
    /// They asked after the worker began to look, so that what it finds says nothing to them.
    waiting: Vec<oneshot::Sender<()>>,
    /// They asked before.
    asked: Vec<oneshot::Sender<()>>,
}

impl IdleRequests {
    pub(super) fn new() -> (IdleSender, Self) {
        let (sender, incoming) = mpsc::unbounded_channel();
        (sender, Self { incoming, waiting: Vec::new(), asked: Vec::new() })
    }

    /// Receives the next request. Never ready when there can be none.
    pub(super) async fn receive(&mut self) {
        match self.incoming.recv().await {
            Some(request) => self.waiting.push(request),
            None => std::future::pending().await,
        }
    }

    /// Whether a caller waits.
    pub(super) fn is_waiting(&mut self) -> bool {
        for requests in [&mut self.waiting, &mut self.asked] {
            requests.retain(|request| !request.is_closed());
        }
        !self.waiting.is_empty() || !self.asked.is_empty()
    }

    /// The worker begins to look.
    pub(super) fn begin(&mut self) {
        self.asked.append(&mut self.waiting);
    }

    /// The worker found nothing to do.
    pub(super) fn answer(&mut self) {
        for request in self.asked.drain(..) {
            // A caller that has gone needs no answer.
            let _ = request.send(());
        }
    }
}

/// What a worker found that had no running job.
pub(super) enum LeaseResponse {
    Jobs(Vec<LeasedJob>),
    /// No job is leased or due.
    Nothing,
}

impl Worker {
    /// Leases jobs that are due now, or finds that there are none. For a worker that runs no job.
    pub(super) async fn find(&self, max: usize) -> Result<LeaseResponse, InboxError> {
        let inbox = &*self.context.inbox;
        let mut leased = inbox.lease(self.request(max, false)).await?;
        if leased.is_empty() && self.hasten().await? {
            leased = inbox.lease(self.request(max, false)).await?;
        }
        if leased.is_empty() {
            if inbox.statistics().await?.running == 0 {
                return Ok(LeaseResponse::Nothing);
            }
            // The caller may give up meanwhile, so the worker decides whether to look again.
            sleep(LOOK_AGAIN).await;
        }
        Ok(LeaseResponse::Jobs(leased))
    }

    /// Makes the later occurrences of a delivery due now. Each is due a little later than the one before it, only so
    /// that other deliveries come in between: to a caller they are due together, also on a clock that stands still.
    /// Returns whether there are any; all that cannot be leased afterwards wait for another job of their key.
    async fn hasten(&self) -> Result<bool, InboxError> {
        let inbox = &*self.context.inbox;
        let waiting = inbox.list(JobFilter::all().state(JobState::Waiting)).await?;
        // A delivery whose job waits for a window has no other job.
        let later = waiting.into_iter().filter(|record| record.job.index() > 0 && record.attempts == 0);
        let jobs: Vec<_> = later.map(|record| record.job).collect();
        if jobs.is_empty() {
            return Ok(false);
        }
        // Another worker may have leased or finished some of them since they were listed.
        let still_waiting = JobFilter::all().state(JobState::Waiting).unleased();
        inbox.apply(JobAction::Retry, JobFilter { jobs, ..still_waiting }).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_a_worker_finds_says_nothing_to_those_that_asked_later() {
        let (sender, mut requests) = IdleRequests::new();
        let ask = || {
            let (request, answer) = oneshot::channel();
            sender.send(request).ok().map(|()| answer)
        };
        let mut before = ask().unwrap_or_else(|| panic!("the worker listens"));
        requests.receive().await;
        assert!(requests.is_waiting());
        requests.begin();
        let mut during = ask().unwrap_or_else(|| panic!("the worker listens"));
        requests.receive().await;
        requests.answer();
        assert_eq!((before.try_recv().is_ok(), during.try_recv().is_ok()), (true, false));
        assert!(requests.is_waiting(), "it has to look again");
        requests.begin();
        requests.answer();
        assert!(during.try_recv().is_ok() && !requests.is_waiting());
    }
}

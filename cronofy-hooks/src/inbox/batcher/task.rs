//! [`BatchTask`]: receives commands, puts them together into batches, writes them and replies.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;

use super::batch::{Batch, BatchResult, BatchStore, FencedUpdate, LeaseResult};
use super::lease_guard::LeaseGuard;
use super::memory_bound::Reservation;
use super::outage_log::OutageLog;
use crate::inbox::error::InboxError;
use crate::inbox::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use crate::inbox::new_delivery::{Accepted, NewDelivery};

/// The most commands in one batch.
const MOST_COMMANDS: usize = 512;

/// What the task is to do, and where the result goes.
#[derive(Debug)]
pub(super) enum Command {
    Accept(NewDelivery, AcceptReply),
    Update(FencedUpdate, Reply<bool>),
    Lease(LeaseRequest, Reply<LeaseGuard>),
    Close(Reply<()>),
}

pub(super) type Reply<T> = oneshot::Sender<Result<T, InboxError>>;

/// Where the result of an accept goes, with the memory that its delivery takes until then.
type AcceptReply = (Reply<Accepted>, Reservation);

pub(super) struct BatchTask<S> {
    store: S,
    commands: mpsc::Receiver<Command>,
    wake: Arc<Notify>,
    /// Lease requests of workers that wait for jobs.
    requests: VecDeque<(LeaseRequest, Reply<LeaseGuard>)>,
    /// When to look for jobs without a command.
    next_due: Option<Instant>,
    /// Jobs come back through this channel when the caller that leased them has gone.
    returns: mpsc::UnboundedSender<Vec<LeasedJob>>,
    returned: mpsc::UnboundedReceiver<Vec<LeasedJob>>,
    outage_log: OutageLog,
}

/// A batch, with the places where its results go.
#[derive(Default)]
struct PendingBatch {
    batch: Batch,
    accepts: Vec<AcceptReply>,
    updates: Vec<Reply<bool>>,
}

impl<S: BatchStore> BatchTask<S> {
    pub(super) fn new(store: S, commands: mpsc::Receiver<Command>, wake: Arc<Notify>) -> Self {
        let (returns, returned) = mpsc::unbounded_channel();
        let (requests, outage_log) = (VecDeque::new(), OutageLog::default());
        Self { store, commands, wake, requests, next_due: None, returns, returned, outage_log }
    }

    pub(super) async fn run(mut self) {
        let mut commands = Vec::with_capacity(MOST_COMMANDS);
        loop {
            self.requests.retain(|(_, reply)| !reply.is_closed());
            let workers_wait = !self.requests.is_empty();
            let look_at = self.next_due.unwrap_or_else(|| Instant::now() + self.store.poll_interval());
            tokio::select! {
                biased;
                // First, so that the next lease request finds the jobs.
                Some(leased) = self.returned.recv() => self.give_back(leased).await,
                received = self.commands.recv_many(&mut commands, MOST_COMMANDS) => if received == 0 { break },
                () = self.wake.notified(), if workers_wait => {}
                () = tokio::time::sleep_until(look_at), if workers_wait => {}
            }
            let (pending, close) = self.sort(&mut commands);
            self.write(pending).await;
            // The callers that got a result run first, and may send again: their commands then share a batch.
            tokio::task::yield_now().await;
            if let Some(reply) = close {
                self.commands.close();
                while let Ok(leased) = self.returned.try_recv() {
                    self.give_back(leased).await;
                }
                send(reply, self.store.close().await);
                break;
            }
        }
    }

    /// Sorts commands into a batch, and leaves out those whose caller has gone.
    fn sort(&mut self, commands: &mut Vec<Command>) -> (PendingBatch, Option<Reply<()>>) {
        let mut pending = PendingBatch::default();
        let mut close = None;
        for command in commands.drain(..) {
            match command {
                // The request has timed out, and the service sends the delivery again.
                Command::Accept(_, (reply, _)) if reply.is_closed() => {}
                Command::Accept(delivery, accept) => {
                    pending.batch.deliveries.push(delivery);
                    pending.accepts.push(accept);
                }
                // The handler has gone: a longer lease would keep the job from other workers. Every other
                // update is carried out all the same.
                Command::Update(update, reply)
                    if reply.is_closed() && matches!(update.update, LeaseUpdate::Extend { .. }) => {}
                Command::Update(update, reply) => {
                    pending.batch.updates.push(update);
                    pending.updates.push(reply);
                }
                Command::Lease(_, reply) if reply.is_closed() => {}
                Command::Lease(request, reply) => self.requests.push_back((request, reply)),
                Command::Close(reply) => close = Some(reply),
            }
        }
        (pending, close)
    }

    /// Writes a batch with one of the waiting lease requests and replies. Then leases on, as long as
    /// there are more jobs and more requests.
    async fn write(&mut self, mut pending: PendingBatch) {
        loop {
            let request = self.next_request();
            pending.batch.request = request.as_ref().map(|(request, _)| *request);
            if pending.batch.is_empty() {
                return;
            }
            let committed = self.store.commit(&pending.batch).await;
            self.outage_log.record(committed.as_ref().err());
            let mut leased_some = false;
            match committed {
                Ok(BatchResult { accepted, held, leased }) => {
                    send_all(replies(pending.accepts), accepted);
                    match held {
                        Ok(held) => send_all(pending.updates, held),
                        Err(error) => fail_all(pending.updates, &error),
                    }
                    match (request, leased) {
                        (None, _) => {}
                        (Some((_, reply)), Err(error)) => send(reply, Err(error)),
                        (Some((request, reply)), Ok(LeaseResult { jobs, next_due })) => {
                            leased_some = !jobs.is_empty();
                            let wait = self.store.poll_interval().min(next_due.unwrap_or(Duration::MAX));
                            self.next_due = Some(Instant::now() + wait);
                            if leased_some || !request.wait {
                                // When the caller has gone, the guard brings the jobs back.
                                send(reply, Ok(LeaseGuard { jobs, returns: self.returns.clone() }));
                            } else {
                                self.requests.push_front((request, reply));
                            }
                        }
                    }
                }
                Err(error) => {
                    fail_all(replies(pending.accepts), &error);
                    fail_all(pending.updates, &error);
                    // All waiting workers get the error, so that none of them waits for a store that fails.
                    fail_all(request.into_iter().chain(self.requests.drain(..)).map(|(_, reply)| reply), &error);
                }
            }
            // A request that does not wait needs its reply now; one that waits may get more jobs.
            if !self.requests.iter().any(|(request, _)| leased_some || !request.wait) {
                return;
            }
            pending = PendingBatch::default();
        }
    }

    /// The first request that does not wait, or else the first.
    fn next_request(&mut self) -> Option<(LeaseRequest, Reply<LeaseGuard>)> {
        let at_once = self.requests.iter().position(|(request, _)| !request.wait);
        self.requests.remove(at_once.unwrap_or(0))
    }

    /// Releases jobs whose worker has gone.
    async fn give_back(&mut self, leased: Vec<LeasedJob>) {
        let release = |LeasedJob { job, fence, .. }| FencedUpdate { job, fence, update: LeaseUpdate::Release };
        let batch = Batch { updates: leased.into_iter().map(release).collect(), ..Batch::default() };
        // If it fails, the leases end by themselves.
        if self.store.commit(&batch).await.is_ok() {
            self.wake.notify_one();
        }
    }
}

/// Frees the memory of deliveries that are written, or never will be.
fn replies(accepts: Vec<AcceptReply>) -> impl Iterator<Item = Reply<Accepted>> {
    accepts.into_iter().map(|(reply, _)| reply).collect::<Vec<_>>().into_iter()
}

/// A caller that has gone needs no result.
fn send<T>(reply: Reply<T>, result: Result<T, InboxError>) {
    let _ = reply.send(result);
}

fn send_all<T>(replies: impl IntoIterator<Item = Reply<T>>, values: Vec<T>) {
    replies.into_iter().zip(values).for_each(|(reply, value)| send(reply, Ok(value)));
}

fn fail_all<T>(replies: impl IntoIterator<Item = Reply<T>>, error: &InboxError) {
    replies.into_iter().for_each(|reply| send(reply, Err(error.clone())));
}

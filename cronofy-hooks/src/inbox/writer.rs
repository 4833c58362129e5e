//! The one task that writes: whatever is asked while a write is under way shares the next one.
//!
//! There is no timer and no added delay: the next batch forms while the one before is on its way to
//! the disk. A worker that waits for work is served in the transaction that accepts the work.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;

use super::engine::InboxFuture;
use super::error::{InboxError, InboxErrorKind};
use super::job_id::{Fence, JobId};
use super::lease::{LeaseRequest, LeaseUpdate, LeasedJob};
use super::lease_guard::LeaseGuard;
use super::new_delivery::{Accepted, NewDelivery, NewJob};
use super::outage_log::OutageLog;

/// What waits to be written; more is refused, so that the service sends it again.
const QUEUE: usize = 4096;
/// The bytes of deliveries that wait to be written or are being written, for the same reason: 4,096
/// deliveries of a megabyte would be the memory of the machine. One that is larger passes alone.
const BYTES: usize = 64 << 20;
/// The most that one transaction does.
const BATCH: usize = 512;

/// What is asked of a store in one transaction.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) accepts: Vec<NewDelivery>,
    pub(super) updates: Vec<FencedUpdate>,
    /// Served after everything else.
    pub(super) request: Option<LeaseRequest>,
}

/// What became of a leased job.
#[derive(Debug)]
pub(super) struct FencedUpdate {
    pub(super) job: JobId,
    pub(super) fence: Fence,
    pub(super) update: LeaseUpdate,
}

/// What became of a batch: one answer for each question, in order.
#[derive(Debug)]
pub(super) struct Committed {
    pub(super) accepted: Vec<Accepted>,
    /// Whether each job was still leased, or why no update was carried out.
    pub(super) held: Result<Vec<bool>, InboxError>,
    /// What the request got.
    pub(super) work: Result<Work, InboxError>,
}

/// What a request got.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) leased: Vec<LeasedJob>,
    /// How long until the next job is due, where the request could not be met.
    pub(super) next_due: Option<Duration>,
}

/// The database side of an engine.
pub(super) trait Store: Send + 'static {
    /// Carries out a batch: what is not said to have failed is on stable storage. After an error none
    /// of it is known to be.
    fn commit(&mut self, batch: &Batch) -> impl Future<Output = Result<Committed, InboxError>> + Send;

    /// How often to look whether somebody else changed something.
    fn poll(&self) -> Duration;

    /// The last call.
    fn close(&mut self) -> impl Future<Output = Result<(), InboxError>> + Send;
}

/// The way to the task that writes.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Command>,
    wake: Arc<Notify>,
    /// Bytes of the deliveries that wait or are being written.
    bytes: Arc<AtomicUsize>,
}

#[derive(Debug)]
enum Command {
    Accept(NewDelivery, WaitingAnswer),
    FencedUpdate(FencedUpdate, Answer<bool>),
    Lease(LeaseRequest, Answer<LeaseGuard>),
    Close(Answer<()>),
}

type Answer<T> = oneshot::Sender<Result<T, InboxError>>;

/// Who waits for a delivery to be accepted, and the room that the delivery takes until then.
#[derive(Debug)]
struct WaitingAnswer {
    answer: Answer<Accepted>,
    _room: Room,
}

/// Bytes that count as waiting for as long as this lives.
#[derive(Debug)]
struct Room {
    taken: usize,
    bytes: Arc<AtomicUsize>,
}

impl Room {
    /// `None` where there is not enough left.
    fn take(bytes: &Arc<AtomicUsize>, wanted: usize) -> Option<Self> {
        let with = |waiting: usize| {
            let all = waiting.saturating_add(wanted);
            (waiting == 0 || all <= BYTES).then_some(all)
        };
        bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, with).ok()?;
        Some(Self { taken: wanted, bytes: Arc::clone(bytes) })
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.bytes.fetch_sub(self.taken, Ordering::Relaxed);
    }
}

impl Writer {
    pub(super) fn start(store: impl Store) -> Self {
        let (writer, task) = Self::new(store);
        tokio::spawn(task);
        writer
    }

    /// The task apart, so that a test can run it in any order with others.
    pub(super) fn new(store: impl Store) -> (Self, impl Future<Output = ()> + Send) {
        let (queue, commands) = mpsc::channel(QUEUE);
        let wake = Arc::new(Notify::new());
        let (returns, returned) = mpsc::unbounded_channel();
        let requests = VecDeque::new();
        let (next_due, outage_log) = (None, OutageLog::default());
        let task = Task { store, commands, wake: Arc::clone(&wake), requests, next_due, returns, returned, outage_log };
        (Self { queue, wake, bytes: Arc::default() }, task.run())
    }

    /// Refuses at once when too much waits.
    pub(super) fn accept(&self, delivery: NewDelivery) -> InboxFuture<'_, Accepted> {
        // Here, so that it is not the fault of the others in its batch.
        let jobs = u32::try_from(delivery.jobs.len()).unwrap_or(u32::MAX);
        if jobs == 0 || jobs > JobId::MOST {
            return Box::pin(std::future::ready(Err(InboxError::new(
                InboxErrorKind::Unsupported,
                format!("a delivery needs at least one job, and at most {}; make one for each occurrence", JobId::MOST),
            ))));
        }
        let (answer, answered) = oneshot::channel();
        let sent = match Room::take(&self.bytes, size(&delivery)) {
            Some(room) => {
                let accept = Command::Accept(delivery, WaitingAnswer { answer, _room: room });
                self.queue.try_send(accept).map_err(|error| match error {
                    mpsc::error::TrySendError::Full(_) => full(format_args!("{QUEUE} requests")),
                    mpsc::error::TrySendError::Closed(_) => InboxError::closed(),
                })
            }
            None => Err(full(format_args!("{} MiB of requests", BYTES >> 20))),
        };
        Box::pin(async move {
            sent?;
            answered.await.map_err(|_| InboxError::closed())?
        })
    }

    pub(super) fn update_lease(&self, job: JobId, fence: Fence, update: LeaseUpdate) -> InboxFuture<'_, bool> {
        self.ask(move |answer| Command::FencedUpdate(FencedUpdate { job, fence, update }, answer))
    }

    pub(super) fn lease(&self, request: LeaseRequest) -> InboxFuture<'_, Vec<LeasedJob>> {
        let leased = self.ask(move |answer| Command::Lease(request, answer));
        Box::pin(async move { Ok(leased.await?.open()) })
    }

    /// Something changed: looks for work now.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    /// What has begun is carried out, also when nobody waits for it any more: a transaction that is
    /// left in the middle would cost the connection.
    pub(super) fn carried_out<T, F>(&self, work: F) -> InboxFuture<'static, T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, InboxError>> + Send + 'static,
    {
        let writer = self.clone();
        Box::pin(async move {
            let task = tokio::spawn(async move {
                let done = work.await;
                // There may be something to lease that there was not before.
                writer.wake();
                done
            });
            match task.await {
                Ok(done) => done,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    // The runtime goes down.
                    Err(_) => Err(InboxError::closed()),
                },
            }
        })
    }

    /// Everything that was asked before is done first. Does nothing where it was closed before.
    pub(super) fn close(&self) -> InboxFuture<'_, ()> {
        let closed = self.ask(Command::Close);
        Box::pin(async move {
            match closed.await {
                Err(error) if error.kind() == InboxErrorKind::Closed => Ok(()),
                closed => closed,
            }
        })
    }

    fn ask<T: Send + 'static>(
        &self,
        command: impl FnOnce(Answer<T>) -> Command + Send + 'static,
    ) -> InboxFuture<'_, T> {
        Box::pin(async move {
            let (answer, answered) = oneshot::channel();
            self.queue.send(command(answer)).await.map_err(|_| InboxError::closed())?;
            answered.await.map_err(|_| InboxError::closed())?
        })
    }
}

struct Task<S> {
    store: S,
    commands: mpsc::Receiver<Command>,
    wake: Arc<Notify>,
    /// Workers that wait for work.
    requests: VecDeque<(LeaseRequest, Answer<LeaseGuard>)>,
    /// When to look for work although nothing was asked.
    next_due: Option<Instant>,
    /// What was leased for somebody who has gone, and the way to here.
    returns: mpsc::UnboundedSender<Vec<LeasedJob>>,
    returned: mpsc::UnboundedReceiver<Vec<LeasedJob>>,
    outage_log: OutageLog,
}

impl<S: Store> Task<S> {
    async fn run(mut self) {
        let mut commands = Vec::with_capacity(BATCH);
        loop {
            self.requests.retain(|(_, answer)| !answer.is_closed());
            let hungry = !self.requests.is_empty();
            let look_at = self.next_due.unwrap_or_else(|| Instant::now() + self.store.poll());
            tokio::select! {
                biased;
                // First, so that whoever asks next finds it.
                Some(leased) = self.returned.recv() => self.give_back(leased).await,
                received = self.commands.recv_many(&mut commands, BATCH) => if received == 0 { break },
                () = self.wake.notified(), if hungry => {}
                () = tokio::time::sleep_until(look_at), if hungry => {}
            }
            let (round, close) = self.round(&mut commands);
            self.write(round).await;
            // Whoever was answered goes first, and may ask again: what both ask then shares a write.
            tokio::task::yield_now().await;
            if let Some(answer) = close {
                self.commands.close();
                while let Ok(leased) = self.returned.try_recv() {
                    self.give_back(leased).await;
                }
                // Nobody may be left to hear it.
                let _ = answer.send(self.store.close().await);
                break;
            }
        }
    }

    /// Sorts what was asked.
    fn round(&mut self, commands: &mut Vec<Command>) -> (Round, Option<Answer<()>>) {
        let mut round = Round::default();
        let mut close = None;
        for command in commands.drain(..) {
            match command {
                // It waited for so long that the service was told to send it again.
                Command::Accept(_, waiting) if waiting.answer.is_closed() => {}
                Command::Accept(delivery, waiting) => {
                    round.batch.accepts.push(delivery);
                    round.accepted.push(waiting);
                }
                // The handler is gone, and its job is not to be kept from others.
                Command::FencedUpdate(settle, answer)
                    if answer.is_closed() && matches!(settle.update, LeaseUpdate::Extend { .. }) => {}
                Command::FencedUpdate(settle, answer) => {
                    round.batch.updates.push(settle);
                    round.settled.push(answer);
                }
                // Whoever asked has gone.
                Command::Lease(_, answer) if answer.is_closed() => {}
                Command::Lease(request, answer) => self.requests.push_back((request, answer)),
                Command::Close(answer) => close = Some(answer),
            }
        }
        (round, close)
    }

    /// Writes a batch and answers. Then, as long as there is more work and somebody to take it, leases
    /// on.
    async fn write(&mut self, mut round: Round) {
        loop {
            let request = self.next_demand();
            round.batch.request = request.as_ref().map(|(request, _)| *request);
            if round.batch.is_empty() {
                return;
            }
            let committed = self.store.commit(&round.batch).await;
            self.outage_log.record(committed.as_ref().err());
            let mut leased_some = false;
            match committed {
                Ok(Committed { accepted, held, work }) => {
                    answer_all(answers(round.accepted), accepted);
                    match held {
                        Ok(held) => answer_all(round.settled, held),
                        Err(error) => fail_all(round.settled, &error),
                    }
                    match (request, work) {
                        (None, _) => {}
                        (Some((_, answer)), Err(error)) => fail_all(vec![answer], &error),
                        (Some((request, answer)), Ok(Work { leased, next_due })) => {
                            leased_some = !leased.is_empty();
                            let wait = self.store.poll().min(next_due.unwrap_or(Duration::MAX));
                            self.next_due = Some(Instant::now() + wait);
                            if leased_some || !request.wait {
                                // If nobody opens it, it comes back.
                                let _ = answer.send(Ok(LeaseGuard::new(leased, self.returns.clone())));
                            } else {
                                self.requests.push_front((request, answer));
                            }
                        }
                    }
                }
                Err(error) => {
                    fail_all(answers(round.accepted), &error);
                    fail_all(round.settled, &error);
                    if let Some((_, answer)) = request {
                        fail_all(vec![answer], &error);
                    }
                    // Everybody who waits hears of it, so that they do not wait for nothing.
                    fail_all(self.requests.drain(..).map(|(_, answer)| answer).collect(), &error);
                }
            }
            // Somebody who does not wait must hear now; somebody who waits may find more.
            if !self.requests.iter().any(|(request, _)| leased_some || !request.wait) {
                return;
            }
            round = Round::default();
        }
    }

    /// The first who wants work, and first of all whoever does not wait for it.
    fn next_demand(&mut self) -> Option<(LeaseRequest, Answer<LeaseGuard>)> {
        let at_once = self.requests.iter().position(|(request, _)| !request.wait);
        self.requests.remove(at_once.unwrap_or(0))
    }

    /// Nobody works on what was leased for somebody who has gone.
    async fn give_back(&mut self, leased: Vec<LeasedJob>) {
        let release = |LeasedJob { job, fence, .. }| FencedUpdate { job, fence, update: LeaseUpdate::Release };
        let batch = Batch { updates: leased.into_iter().map(release).collect(), ..Batch::default() };
        // If it fails, the lease ends by itself.
        if self.store.commit(&batch).await.is_ok() {
            self.wake.notify_one();
        }
    }
}

#[derive(Default)]
struct Round {
    batch: Batch,
    accepted: Vec<WaitingAnswer>,
    settled: Vec<Answer<bool>>,
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.accepts.is_empty() && self.updates.is_empty() && self.request.is_none()
    }
}

/// More comes in than is written.
fn full(what: fmt::Arguments<'_>) -> InboxError {
    let message = format!("{what} wait for the store already; the store is too slow for what comes in");
    InboxError::new(InboxErrorKind::Full, message)
}

/// What a delivery takes of the memory, without what is the same for each.
fn size(delivery: &NewDelivery) -> usize {
    let of_job = |job: &NewJob| {
        let texts = [job.key.as_ref(), job.join.as_ref().map(|join| &join.topic)];
        job.name.len() + texts.into_iter().flatten().map(String::len).sum::<usize>()
    };
    delivery.head.len() + delivery.body.len() + delivery.jobs.iter().map(of_job).sum::<usize>()
}

/// The room is free from here on: what it was for is written, or is not going to be.
fn answers(accepted: Vec<WaitingAnswer>) -> Vec<Answer<Accepted>> {
    accepted.into_iter().map(|waiting| waiting.answer).collect()
}

/// Whoever has gone does not want to know.
fn answer_all<T>(answers: Vec<Answer<T>>, values: Vec<T>) {
    for (answer, value) in answers.into_iter().zip(values) {
        let _ = answer.send(Ok(value));
    }
}

fn fail_all<T>(answers: Vec<Answer<T>>, error: &InboxError) {
    for answer in answers {
        let _ = answer.send(Err(error.clone()));
    }
}

#[cfg(test)]
mod tests;

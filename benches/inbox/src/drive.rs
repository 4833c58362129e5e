//! Senders: as fast as they are answered, or at a steady rate independent of the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::figures::Latencies;
use crate::message::{QueueMessage, Template};
use crate::report::warn;
use crate::sides::{BoxError, Doing, QueueSide, QueueStore};

/// Before something is measured.
const WARM_UP: Duration = Duration::from_millis(300);

/// Numbers messages, over several drives of one store.
#[derive(Debug)]
pub(crate) struct MessageSource {
    template: Template,
    next: AtomicU64,
    change: fn(QueueMessage) -> QueueMessage,
}

/// What senders achieved.
#[derive(Debug, Default)]
pub(crate) struct Driven {
    pub(crate) accepted: u64,
    /// The message of one error, and how many there were.
    pub(crate) failed: Option<(u64, String)>,
    pub(crate) took: Duration,
    pub(crate) latencies: Latencies,
}

impl MessageSource {
    pub(crate) fn new() -> Self {
        Self::from(0)
    }

    /// Begins with this number.
    pub(crate) fn from(number: u64) -> Self {
        Self::changed(number, |message| message)
    }

    /// Begins with this number, and changes each message.
    pub(crate) fn changed(number: u64, change: fn(QueueMessage) -> QueueMessage) -> Self {
        Self { template: Template::new(), next: AtomicU64::new(number), change }
    }

    /// How many were made.
    pub(crate) fn made(&self) -> u64 {
        self.next.load(Ordering::Relaxed)
    }

    pub(crate) fn message(&self) -> QueueMessage {
        (self.change)(self.template.message(self.next.fetch_add(1, Ordering::Relaxed)))
    }
}

impl Driven {
    /// Warns if some were not accepted.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub(crate) fn per_second(&self, side: QueueSide) -> Result<f64, BoxError> {
        if let Some((count, message)) = &self.failed {
            warn(&format!("{}: {count} were not accepted, {} were: {message}", side.name(), self.accepted));
        }
        if self.accepted == 0 {
            return Err(format!("{} accepted nothing", side.name()).into());
        }
        Ok(self.accepted as f64 / self.took.as_secs_f64())
    }

    fn append(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.latencies.append(other.latencies);
        if let Some((count, message)) = other.failed {
            self.failed.get_or_insert((0, message)).0 += count;
        }
    }
}

/// Warms up, then measures: each sender sends its next message when the one before is answered.
pub(crate) async fn closed_loop(
    store: &Arc<dyn QueueStore>,
    source: &Arc<MessageSource>,
    senders: usize,
    time: Duration,
) -> Result<Driven, BoxError> {
    send(store, source, senders, WARM_UP).await?;
    send(store, source, senders, time).await
}

/// The same without warming up.
pub(crate) async fn send(
    store: &Arc<dyn QueueStore>,
    source: &Arc<MessageSource>,
    senders: usize,
    time: Duration,
) -> Result<Driven, BoxError> {
    let end = Instant::now() + time;
    drive(store, source, senders, move |_| Instant::now() < end).await
}

/// Until so many messages were made.
pub(crate) async fn fill(
    store: &Arc<dyn QueueStore>,
    source: &Arc<MessageSource>,
    senders: usize,
    messages: u64,
) -> Result<Driven, BoxError> {
    drive(store, source, senders, move |source| source.made() < messages).await
}

async fn drive<F>(
    store: &Arc<dyn QueueStore>,
    source: &Arc<MessageSource>,
    senders: usize,
    go_on: F,
) -> Result<Driven, BoxError>
where
    F: Fn(&MessageSource) -> bool + Clone + Send + 'static,
{
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..senders {
        tasks.spawn(send_while(Arc::clone(store), Arc::clone(source), go_on.clone()));
    }
    let mut driven = Driven::default();
    while let Some(sent) = tasks.join_next().await {
        driven.append(sent?);
    }
    driven.took = started.elapsed();
    Ok(driven)
}

async fn send_while<F: Fn(&MessageSource) -> bool>(
    store: Arc<dyn QueueStore>,
    source: Arc<MessageSource>,
    go_on: F,
) -> Driven {
    let mut driven = Driven::default();
    while go_on(&source) {
        let message = source.message();
        let started = Instant::now();
        match store.send(message).await {
            Ok(()) => {
                driven.accepted += 1;
                driven.latencies.push(started.elapsed());
            }
            Err(error) => driven.failed.get_or_insert_with(|| (0, error.to_string())).0 += 1,
        }
    }
    driven
}

/// When a message arrived, and when it was answered.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) arrived: Instant,
    pub(crate) answered: Instant,
    pub(crate) result: Result<(), BoxError>,
}

/// Sends each at its time, even if earlier ones are not answered. A thread of its own keeps the time,
/// as a network would.
pub(crate) async fn open_loop(arrivals: Vec<(Duration, Doing<()>)>) -> Result<Vec<Answered>, BoxError> {
    let runtime = tokio::runtime::Handle::current();
    let pacing = move || {
        let started = Instant::now();
        let arrive = |(after, arriving): (Duration, Doing<()>)| {
            std::thread::sleep((started + after).saturating_duration_since(Instant::now()));
            let arrived = Instant::now();
            runtime.spawn(async move {
                let result = arriving.await;
                Answered { arrived, answered: Instant::now(), result }
            })
        };
        arrivals.into_iter().map(arrive).collect::<Vec<_>>()
    };
    let tasks = tokio::task::spawn_blocking(pacing).await?;
    let mut answers = Vec::with_capacity(tasks.len());
    for task in tasks {
        answers.push(task.await?);
    }
    Ok(answers)
}

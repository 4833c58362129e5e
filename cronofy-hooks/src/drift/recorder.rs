//! [`DriftRecorder`]: from a delivery that was answered to the store.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cronofy_hooks_contract::drift::DriftSchemas;
use jiff::{SignedDuration, Timestamp};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

use super::NoveltyLedger;
use super::queue::BodyQueue;
use super::store::{AnyDriftStore, DriftStore, MemoryDrift};
use crate::delivery::Delivery;
use crate::outcome::BoxError;
use crate::text::Chain;

/// Counts of known names are written once for this time.
const PERIOD: SignedDuration = SignedDuration::from_secs(60);

/// Notes what deliveries have and the schemas lack: the argument of [`Hooks::drift`](crate::Hooks::drift).
///
/// The [module](super) says what is kept, and what it costs. Clones are the same recorder, also behind several hooks.
#[derive(Clone)]
pub struct DriftRecorder(Arc<Recorder>);

struct Recorder {
    store: Box<dyn AnyDriftStore>,
    queue: Mutex<BodyQueue>,
    /// Locked by the one task that compares and writes.
    unwritten: tokio::sync::Mutex<Unwritten>,
}

/// What was found, and not yet written.
#[derive(Default)]
struct Unwritten {
    ledger: NoveltyLedger,
    /// What this process has written before: only its counts are new.
    known: NoveltyLedger,
    written: Option<Timestamp>,
    latest: Option<Timestamp>,
    is_failing: bool,
}

impl DriftRecorder {
    /// A recorder that keeps drift in a store.
    #[must_use]
    pub fn new(store: impl DriftStore) -> Self {
        Self(Arc::new(Recorder {
            store: Box::new(store),
            queue: Mutex::default(),
            unwritten: tokio::sync::Mutex::default(),
        }))
    }

    /// A recorder that keeps drift in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::new(MemoryDrift::default())
    }

    /// How many deliveries were not looked at, because too many waited.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.0.queue().dropped()
    }

    /// Compares every delivery that waits, and writes everything to the store. Call it when a process ends, or the store
    /// lacks the counts of up to a minute.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn flush(&self) -> Result<(), BoxError> {
        self.0.drain(true).await
    }

    /// Everything in the store, after a [`flush`](Self::flush).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn load(&self) -> Result<NoveltyLedger, BoxError> {
        self.flush().await?;
        self.0.store.load().await
    }

    /// Has a delivery compared after its answer.
    pub(crate) fn observe(&self, delivery: &Delivery) {
        let mut queue = self.0.queue();
        queue.push(delivery.body(), delivery.received_at());
        // Without a runtime they wait for the next delivery, or for a flush.
        let Some(runtime) = Handle::try_current().ok().filter(|_| !queue.is_scheduled) else { return };
        queue.is_scheduled = true;
        drop(queue);
        let scheduled = Scheduled(Arc::clone(&self.0));
        runtime.spawn(async move {
            let recorder = Arc::clone(&scheduled.0);
            let mut unwritten = recorder.unwritten.lock().await;
            drop(scheduled);
            // The error is logged. The next delivery tries to write again.
            drop(recorder.drain_into(&mut unwritten, false).await);
        });
    }
}

/// A task that will take the queue. When the runtime ends before it has run, another one may be spawned.
struct Scheduled(Arc<Recorder>);

impl Drop for Scheduled {
    fn drop(&mut self) {
        self.0.queue().is_scheduled = false;
    }
}

impl Recorder {
    fn queue(&self) -> MutexGuard<'_, BodyQueue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn drain(&self, everything: bool) -> Result<(), BoxError> {
        let mut unwritten = self.unwritten.lock().await;
        self.drain_into(&mut unwritten, everything).await
    }

    /// Compares what waits, and writes what is due.
    async fn drain_into(&self, unwritten: &mut Unwritten, everything: bool) -> Result<(), BoxError> {
        let bodies = self.queue().take();
        if !bodies.is_empty() {
            // A large body takes milliseconds: too long for a thread that answers requests.
            let (found, latest) = spawn_blocking(move || {
                let (mut found, schemas) = (NoveltyLedger::default(), DriftSchemas::documented());
                for (body, at) in &bodies {
                    schemas.observe(body, *at, &mut found);
                }
                (found, bodies.iter().map(|(_, at)| *at).max())
            })
            .await
            .inspect_err(|error| tracing::warn!(%error, "deliveries were not compared with the schemas"))?;
            unwritten.ledger.merge(found);
            unwritten.latest = unwritten.latest.max(latest);
        }
        if unwritten.ledger.is_empty() || !(everything || unwritten.is_due()) {
            return Ok(());
        }
        let recorded = self.store.record(&unwritten.ledger).await;
        match &recorded {
            Ok(()) => unwritten.wrote(),
            Err(error) if !unwritten.is_failing => {
                tracing::warn!(error = %Chain(&**error), "the store of drift failed; it is tried again with each delivery");
                unwritten.is_failing = true;
            }
            Err(_) => {}
        }
        recorded
    }
}

impl Unwritten {
    /// Whether there is a new name, or counts have waited for long enough.
    fn is_due(&self) -> bool {
        let has_waited = match (self.written, self.latest) {
            (Some(written), Some(latest)) => latest.duration_since(written) >= PERIOD,
            _ => true,
        };
        has_waited || self.ledger.iter().any(|(novelty, _)| self.known.is_new(novelty))
    }

    fn wrote(&mut self) {
        self.known.merge(std::mem::take(&mut self.ledger));
        self.written = self.latest;
        self.is_failing = false;
    }
}

impl fmt::Debug for DriftRecorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DriftRecorder").field("dropped", &self.dropped()).finish_non_exhaustive()
    }
}

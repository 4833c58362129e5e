//! [`Log`]: which handlers ran, and what they saw.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use cronofy_hooks::extract::{FromDelivery, Needs, Parts, Rejection};
use cronofy_hooks::{Attempt, NotificationId, Occurrence, State};

/// One run of a handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRun {
    /// The name of the function.
    pub handler: &'static str,
    /// What it was called for.
    pub occurrence: Occurrence,
    /// The bytes of the delivery.
    pub body: Bytes,
    /// `Cronofy-Notification-ID`.
    pub notification_id: Option<String>,
    /// `Cronofy-Notification-Attempt`.
    pub attempt: Option<u32>,
    /// The note of the handler: the reason in a fallback, an argument elsewhere.
    pub note: String,
}

/// Which handlers ran, in order. All clones share one list.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<RecordedRun>>>);

impl Log {
    /// Takes what was recorded.
    #[must_use]
    pub fn take(&self) -> Vec<RecordedRun> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the names of the handlers that ran.
    #[must_use]
    pub fn handlers(&self) -> Vec<&'static str> {
        self.take().iter().map(|seen| seen.handler).collect()
    }

    /// Takes handler and note of each run.
    #[must_use]
    pub fn notes(&self) -> Vec<(&'static str, String)> {
        self.take().into_iter().map(|seen| (seen.handler, seen.note)).collect()
    }
}

/// An argument that records the run of its handler in the application's [`Log`].
#[derive(Clone, Debug)]
pub struct Recorder {
    log: Log,
    occurrence: Occurrence,
    body: Bytes,
    notification_id: Option<String>,
    attempt: Option<u32>,
}

impl<R> FromDelivery<R> for Recorder {
    async fn from_delivery(parts: &mut Parts) -> Result<Self, Rejection> {
        let State(log): State<Log> = parts.extract().await?;
        let id: Option<NotificationId> = parts.extract().await?;
        let attempt: Option<Attempt> = parts.extract().await?;
        Ok(Self {
            log,
            occurrence: parts.occurrence().clone(),
            body: parts.delivery().body().clone(),
            notification_id: id.map(|NotificationId(id)| id),
            attempt: attempt.map(|Attempt(attempt)| attempt),
        })
    }

    fn needs(needs: &mut Needs) {
        needs.state::<Log>();
    }
}

impl Recorder {
    /// The handler of this name ran.
    pub fn ran(self, handler: &'static str) {
        self.ran_with(handler, "");
    }

    /// The handler of this name ran, with a note.
    pub fn ran_with(self, handler: &'static str, note: impl Into<String>) {
        let Self { log, occurrence, body, notification_id, attempt } = self;
        let seen = RecordedRun { handler, occurrence, body, notification_id, attempt, note: note.into() };
        log.0.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    }
}

//! An application that takes everything that a hostile delivery can contain, without an inbox and with one.

use std::path::Path;
use std::time::Duration;

use axum::Router;
use bytes::Bytes;
use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::inbox::{SqliteInbox, WorkerHandle, WorkerSettings};
use cronofy_hooks::payload::{Change, ConferencingAssigned, EventStart};
use cronofy_hooks::{Handlers, Hooks, Occurrence, Outcome, Unhandled, cronofy_handler, handlers};

use crate::secrets::{secrets, signed};

#[cronofy_handler(notification = "change")]
async fn change(change: Change) {
    drop(change);
}

#[cronofy_handler(interaction = "conferencing_assigned")]
async fn assigned(assigned: ConferencingAssigned, occurrence: Occurrence) {
    drop((assigned, occurrence));
}

/// Gives a reason, so that an inbox keeps it.
#[cronofy_handler(transition = "event_start")]
async fn starts(start: EventStart) -> Outcome {
    Outcome::Discard(start.event.event_id.unwrap_or_default().into())
}

#[cronofy_handler(fallback)]
async fn rest(unhandled: Unhandled) {
    // An error where it is nested too deep.
    let _ = unhandled.json();
}

fn all() -> Handlers<impl ProvidedBy<()>> {
    handlers![change, assigned, starts, rest]
}

/// An application that handles before it answers.
///
/// # Panics
/// When it does not start.
pub fn costly() -> Router {
    Hooks::new(secrets()).handlers(all()).into_router().unwrap()
}

/// An application that stores before it answers, and handles one at a time.
#[derive(Debug)]
pub struct CostlyInboxApp {
    router: Router,
    worker: WorkerHandle,
}

impl CostlyInboxApp {
    /// Opens an inbox in a folder.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn open(folder: &Path) -> Self {
        let inbox = SqliteInbox::open(folder.join("inbox.sqlite")).await.unwrap();
        let settings = WorkerSettings::default().concurrency(1);
        let hooks = Hooks::new(secrets()).handlers(all()).inbox(inbox).worker(settings);
        let (router, worker) = hooks.into_router_and_worker().unwrap();
        Self { router, worker }
    }

    /// Sends a body, and waits until everything in it is handled. The status of the answer.
    ///
    /// # Panics
    /// When it is not handled within a minute.
    pub async fn handle(&self, body: Bytes) -> u16 {
        let answer = signed(body).send_to(self.router.clone()).await;
        tokio::time::timeout(Duration::from_secs(60), self.worker.idle()).await.unwrap();
        answer.status.as_u16()
    }

    /// Stops the worker.
    pub async fn close(self) {
        self.worker.shutdown().await;
    }
}

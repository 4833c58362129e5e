//! [`WorkerHandle`]: a worker that runs in a task.

use std::future::Future;
use std::pin::Pin;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::pool::ShutdownReport;

/// A worker that runs in a task of its own. It stops when this is dropped; to wait until it has, call
/// [`WorkerHandle::shutdown`].
#[derive(Debug)]
#[must_use = "a worker stops when its handle is dropped"]
pub struct WorkerHandle {
    stop: oneshot::Sender<()>,
    task: JoinHandle<ShutdownReport>,
}

type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

impl WorkerHandle {
    pub(super) fn new(start: impl FnOnce(Stop) -> JoinHandle<ShutdownReport>) -> Self {
        let (stop, stopped) = oneshot::channel();
        // Dropped or called: it is to stop.
        let task = start(Box::pin(async move { drop(stopped.await) }));
        Self { stop, task }
    }

    /// Whether it works. It ends by itself only by a mistake of this library.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.task.is_finished()
    }

    /// Takes no more work, waits for the handlers that run, gives back what they have not finished
    /// within the [grace](super::WorkerSettings::grace), and closes the inbox. Nothing is lost.
    ///
    /// Stop the server first: a delivery that arrives after the inbox was closed is answered 503.
    pub async fn shutdown(self) -> ShutdownReport {
        drop(self.stop);
        self.task.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the worker had ended; what it worked on is due again when its leases end");
            ShutdownReport::default()
        })
    }
}

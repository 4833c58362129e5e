//! [`WorkerHandle`]: stops a worker that runs in a task.

use std::future::Future;
use std::pin::Pin;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::tasks::ShutdownReport;

/// A worker that runs in a task of its own. It stops when this is dropped; call [`WorkerHandle::shutdown`] to
/// wait until it has stopped.
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
        // Ready when the sender is dropped.
        let task = start(Box::pin(async move { drop(stopped.await) }));
        Self { stop, task }
    }

    /// Whether the worker runs. It ends by itself only when this library has a bug.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.task.is_finished()
    }

    /// Stops leasing, waits for the running handlers, gives back jobs that are not finished within the
    /// [grace](super::WorkerSettings::grace), and closes the inbox. Nothing is lost.
    ///
    /// Stop the server first: a delivery that arrives after the inbox was closed is answered 503.
    pub async fn shutdown(self) -> ShutdownReport {
        drop(self.stop);
        self.task.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the worker had ended; its jobs are due again when their leases end");
            ShutdownReport::default()
        })
    }
}

//! [`WorkerHandle`]: stops a worker that runs in a task, and waits for it.

use std::future::Future;
use std::pin::Pin;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::idle::{IdleRequests, IdleSender};
use super::tasks::ShutdownReport;

/// A worker that runs in a task of its own. It stops when this is dropped; call [`WorkerHandle::shutdown`] to
/// wait until it has stopped.
#[derive(Debug)]
#[must_use = "a worker stops when its handle is dropped"]
pub struct WorkerHandle {
    stop: oneshot::Sender<()>,
    idle: IdleSender,
    task: JoinHandle<ShutdownReport>,
}

type StopSignal = Pin<Box<dyn Future<Output = ()> + Send>>;

impl WorkerHandle {
    pub(super) fn new(start: impl FnOnce(StopSignal, IdleRequests) -> JoinHandle<ShutdownReport>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (idle, requests) = IdleRequests::new();
        // Ready when the sender is dropped.
        let task = start(Box::pin(async move { drop(stopped.await) }), requests);
        Self { stop, idle, task }
    }

    /// Whether the worker runs. It ends by itself only when this library has a bug.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.task.is_finished()
    }

    /// Waits until there is nothing to do: until no job of the inbox is leased, and none is due at the present time
    /// of the inbox's clock. For tests, and for a process that handles what is there and ends.
    ///
    /// - A delivery that was answered before the call is handled, with all its occurrences: that each is due two
    ///   milliseconds after the one before it makes no difference here.
    /// - A job that waits for a retry or a `window` is not due, and neither are those of its key behind it. Move the
    ///   clock, and call this again.
    /// - With several workers on one inbox it also waits for the jobs that the others run. Only this worker
    ///   notifies it, so it looks 50 times a second whether those have ended.
    /// - It waits for as long as the store fails.
    ///
    /// It does not sleep: a test that waits like this is as fast as its handlers.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] mod example {
    /// use cronofy_hooks::inbox::WorkerHandle;
    /// use cronofy_hooks::Secrets;
    /// use cronofy_hooks::testing::TestRequest;
    ///
    /// async fn handled(router: axum::Router, worker: &WorkerHandle, secrets: &Secrets) {
    ///     let request = TestRequest::sample("change").unwrap().signed_with(secrets);
    ///     assert_eq!(request.send_to(router).await.status, 204);
    ///     worker.idle().await;
    ///     // The handler has run.
    /// }
    /// # }
    /// ```
    pub async fn idle(&self) {
        let (request, answer) = oneshot::channel();
        if self.idle.send(request).is_err() || answer.await.is_err() {
            tracing::error!("the worker had ended; jobs that wait are not handled");
        }
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

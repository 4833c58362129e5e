//! [`Serve`]: the options of a server, and what it left unfinished.

use std::fmt;
use std::future::{Future, pending};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;

use super::limits::ConnectionLimits;
use super::run::run;
use super::signals::{Stop, until_signal};
#[cfg(feature = "inbox")]
use crate::inbox::{ShutdownReport, WorkerHandle};

/// Serves a router on a listener until the process is asked to stop. Await what it returns.
///
/// Use it instead of `axum::serve`, which has no bound on what a client can hold: a client that stalls
/// within a request there holds its connection, and a graceful stop, for ever. It serves any router,
/// with the hooks nested at any path.
///
/// ```no_run
/// use cronofy_hooks::{Hooks, Secrets, handlers};
///
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let hooks = Hooks::new(Secrets::from_env("CRONOFY_CLIENT_SECRET")?).handlers(handlers![..]);
/// let app = axum::Router::new().nest("/cronofy", hooks.into_router()?);
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
/// cronofy_hooks::serve(listener, app).await?;
/// # Ok(())
/// # }
/// ```
///
/// It is a future, so `tokio::spawn(cronofy_hooks::serve(listener, app))` serves beside what follows, as in a test.
///
/// # How it stops
///
/// Ctrl-C and, on Unix, SIGTERM stop it, unless [`Serve::with_graceful_shutdown`] names something else:
///
/// 1. It accepts no more connections, and closes those without a request.
/// 2. Requests that have begun may end within the [`drain_timeout`](Serve::drain_timeout), 7 seconds
///    unless set. Then it drops their connections: the service sends unanswered deliveries again.
/// 3. If a worker was given, it is shut down. Handlers that run may end within
///    the worker's `grace`; what they have not finished by then is given back to the inbox.
///
/// So it ends within the drain timeout and the grace, even if clients stall, and within the drain timeout
/// if handlers are quick. A second Ctrl-C or SIGTERM ends the process at once, with the exit code
/// 130 or 143. Nothing that was acknowledged is lost either way.
///
/// # What clients can hold
///
/// Heads of requests have at most 32 KiB, and [`Serve::header_timeout`] to arrive; connections without
/// a request are closed after [`Serve::idle_timeout`], as are those whose client does not read its
/// answer. [`Serve::connections`] limits how many there are.
/// Bodies have the limits of [`Hooks::body_limit`](crate::Hooks::body_limit),
/// [`body_timeout`](crate::Hooks::body_timeout) and
/// [`unverified_limit`](crate::Hooks::unverified_limit), under any server. For bodies of other routes
/// use the limits of axum and tower.
///
/// # What it does not do
///
/// It speaks HTTP/1.1 only, without TLS: a proxy in front of it does the rest. `ConnectInfo` is not available.
/// For anything else, serve the router with `axum::serve` or hyper.
pub fn serve(listener: TcpListener, router: Router) -> Serve {
    Serve {
        served: Some((listener, router)),
        running: Box::pin(pending()),
        stop: None,
        limits: ConnectionLimits::default(),
        #[cfg(feature = "inbox")]
        worker: None,
    }
}

/// The future of a server, from [`serve`]. It runs when it is awaited or spawned, and fails only when the process cannot
/// listen to signals.
#[must_use = "a server does nothing until it is awaited"]
pub struct Serve {
    /// `None` once it runs.
    served: Option<(TcpListener, Router)>,
    running: Running,
    stop: Option<Stop>,
    limits: ConnectionLimits,
    #[cfg(feature = "inbox")]
    worker: Option<WorkerHandle>,
}

type Running = Pin<Box<dyn Future<Output = io::Result<Served>> + Send>>;

/// What a stopped server left unfinished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Served {
    /// Connections with a request that did not end within the [`drain_timeout`](Serve::drain_timeout).
    pub dropped: usize,
    /// What the worker left, if one was given.
    #[cfg(feature = "inbox")]
    pub worker: Option<ShutdownReport>,
}

impl Serve {
    /// A worker to shut down after the server has stopped, when nothing is accepted any more.
    #[cfg(feature = "inbox")]
    pub fn worker(mut self, worker: WorkerHandle) -> Self {
        self.worker = Some(worker);
        self
    }

    /// Stops when this future is ready, as with `axum::serve`. Signals then have no effect of their
    /// own: Ctrl-C and SIGTERM are the application's.
    pub fn with_graceful_shutdown(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Some(Box::pin(stop));
        self
    }

    /// How long the head of a request may take, from its first byte or, on a new connection, from the
    /// start of that; 10 seconds unless set. Then the connection is closed.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.limits.header_timeout = timeout;
        self
    }

    /// How long a connection stays open between two requests, and how long its client may take to read
    /// the next part of an answer; 75 seconds unless set. Longer than proxies keep connections that
    /// they do not use, which is 60 seconds for most: a proxy that sends a request on a connection which
    /// is closed at that moment reports a failure.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.idle_timeout = timeout;
        self
    }

    /// How long requests that have begun may take to end once the server stops; 7 seconds unless set,
    /// which is longer than the deadline of handlers that run before the answer.
    pub fn drain_timeout(mut self, timeout: Duration) -> Self {
        self.limits.drain_timeout = timeout;
        self
    }

    /// The most connections; at least 1. Unless set, half of the file descriptors that the process may
    /// have (`ulimit -n`, on Linux), and not more than 512.
    ///
    /// For one more, the server closes the connection that has waited longest for its client: for the next
    /// request, or the rest of one. So idle clients keep no others out. While all connections have
    /// requests being handled, new ones wait. When the process has no descriptor left for
    /// a connection, the server closes a quarter of those that wait, and goes on.
    pub fn connections(mut self, connections: usize) -> Self {
        self.limits.connections = Some(connections.max(1));
        self
    }

    /// What runs, with the options that it has by now.
    fn start(&mut self, (listener, router): (TcpListener, Router)) -> Running {
        let limits = self.limits;
        #[cfg(feature = "inbox")]
        let worker = self.worker.take();
        // Until `stop` is ready; then it shuts down the worker.
        let until = move |stop| async move {
            Served {
                dropped: run(listener, router, limits, stop).await,
                #[cfg(feature = "inbox")]
                worker: match worker {
                    Some(worker) => Some(worker.shutdown().await),
                    None => None,
                },
            }
        };
        match self.stop.take() {
            Some(stop) => Box::pin(async { Ok(until(stop).await) }),
            None => Box::pin(until_signal(until)),
        }
    }
}

impl Future for Serve {
    type Output = io::Result<Served>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(served) = self.served.take() {
            self.running = self.start(served);
        }
        self.running.as_mut().poll(context)
    }
}

impl fmt::Debug for Serve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listener = self.served.as_ref().map(|(listener, _)| listener);
        f.debug_struct("Serve").field("listener", &listener).field("limits", &self.limits).finish_non_exhaustive()
    }
}

//! [`run`]: from the first connection to the end of the worker.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use super::accept::accept;
use super::connections::Connections;
use super::options::{Serve, Stop};
use super::race::{Either, first};
use super::signals::Signals;
#[cfg(feature = "inbox")]
use crate::inbox::ShutdownReport;

/// How long dropped connections may take to end.
const DROPPING: Duration = Duration::from_secs(1);

/// What a stopped server left unfinished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Served {
    /// Connections with a request that did not end within the
    /// [`drain_timeout`](super::Serve::drain_timeout).
    pub dropped: usize,
    /// What the worker left, if one was given.
    #[cfg(feature = "inbox")]
    pub worker: Option<ShutdownReport>,
}

/// Serves until `stop` is ready.
pub(super) async fn run(serve: Serve, mut stop: Stop) -> Served {
    let Serve { listener, router, limits, .. } = serve;
    let connections = Arc::new(Connections::new(limits));
    // Dropping it asks the connections to end.
    let (serving, stopping) = watch::channel(());
    loop {
        let accepted = pin!(accept(&listener, &connections));
        match first(stop.as_mut(), accepted).await {
            Either::First(()) => break,
            Either::Second(stream) => connections.start(stream, router.clone(), stopping.clone()),
        }
    }
    drop((listener, router, stopping, serving));
    let dropped = match timeout(limits.drain_timeout, connections.all_ended()).await {
        Ok(()) => 0,
        Err(_) => {
            let dropped = connections.drop_all();
            tracing::warn!(dropped, "connections were dropped with a request that did not end in time");
            // A task that never returns to its runtime cannot be dropped.
            let _ = timeout(DROPPING, connections.all_ended()).await;
            dropped
        }
    };
    Served {
        dropped,
        #[cfg(feature = "inbox")]
        worker: match serve.worker {
            Some(worker) => Some(worker.shutdown().await),
            None => None,
        },
    }
}

/// Serves until Ctrl-C or SIGTERM. A second one ends the process.
pub(super) async fn run_until_signal(serve: Serve) -> io::Result<Served> {
    let mut signals = Signals::listen()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let watching = async move {
        let _ = signals.next().await;
        tracing::info!("stopping; a second signal ends the process at once");
        drop(stop);
        std::process::exit(signals.next().await);
    };
    let serving = run(serve, Box::pin(async move { drop(stopped.await) }));
    match first(pin!(serving), pin!(watching)).await {
        Either::First(served) => Ok(served),
        Either::Second(never) => never,
    }
}

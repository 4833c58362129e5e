//! [`run`]: from the first connection to the last.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::future::{Either, select};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

use super::connections::Connections;
use super::limits::ConnectionLimits;
use super::signals::Stop;

/// How long dropped connections may take to end.
const DROPPING: Duration = Duration::from_secs(1);

/// Serves until `stop` is ready. Returns how many connections it dropped with a request that had not ended.
pub(super) async fn run(listener: TcpListener, router: Router, limits: ConnectionLimits, mut stop: Stop) -> usize {
    let connections = Arc::new(Connections::new(limits));
    // Dropping it asks the connections to end.
    let (serving, stopping) = watch::channel(());
    while let Either::Right((stream, _)) = select(&mut stop, pin!(connections.accept(&listener))).await {
        connections.start(stream, router.clone(), stopping.clone());
    }
    drop((listener, router, stopping, serving));
    if timeout(limits.drain_timeout, connections.all_ended()).await.is_ok() {
        return 0;
    }
    let dropped = connections.drop_all();
    tracing::warn!(dropped, "connections were dropped with a request that did not end in time");
    // A task that never returns to its runtime cannot be dropped.
    let _ = timeout(DROPPING, connections.all_ended()).await;
    dropped
}

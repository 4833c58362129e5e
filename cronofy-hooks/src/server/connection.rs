//! [`connection`]: one connection, from its first byte to its last.

use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Poll, ready};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::activity::Activity;
use super::exchange::Exchange;
use super::limits::ConnectionLimits;
use super::stream::Watched;

/// The most bytes a connection buffers: the head of a request, and the part of its body that came with it.
const BUFFER: usize = 32 << 10;

/// Serves a connection until its client closes it, it times out, or the server stops.
pub(super) async fn connection(
    stream: TcpStream,
    router: Router,
    activity: Arc<Activity>,
    limits: ConnectionLimits,
    mut stopping: watch::Receiver<()>,
) {
    // Without it the connection is only slower.
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Watched { stream, activity: Arc::clone(&activity) });
    let mut http = http1::Builder::new();
    // hyper's timer has one time for new connections, idle ones and heads.
    http.max_buf_size(BUFFER).header_read_timeout(None);
    let exchange = Exchange { router, activity: Arc::clone(&activity) };
    let mut serving = pin!(http.serve_connection(io, exchange).with_upgrades());
    let mut stop = pin!(stopping.changed());
    let mut stopped = false;
    let mut timer = pin!(sleep_until(Instant::now() + limits.header_timeout));
    poll_fn(|cx| {
        if !stopped && stop.as_mut().poll(cx).is_ready() {
            stopped = true;
            serving.as_mut().graceful_shutdown();
        }
        // An error here concerns only the client.
        if serving.as_mut().poll(cx).is_ready() || (stopped && activity.is_new()) {
            return Poll::Ready(());
        }
        loop {
            let Some(deadline) = activity.deadline(&limits) else { return Poll::Pending };
            if deadline < timer.deadline() {
                timer.as_mut().reset(deadline);
            }
            ready!(timer.as_mut().poll(cx));
            if deadline <= Instant::now() {
                return Poll::Ready(());
            }
            // The timer was set for an earlier phase.
            timer.as_mut().reset(deadline);
        }
    })
    .await;
}

//! [`LockWarning`]: logs that a handler holds the write lock for long.

use std::convert::Infallible;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};
use tracing::Instrument as _;

/// A handler that holds the lock for longer is logged: the service waits 5 seconds for an answer.
const LONG: Duration = Duration::from_secs(1);

/// Lives while a handler holds the write lock.
#[derive(Debug)]
pub(super) struct LockWarning {
    /// Dropped with it, which ends the task that waits.
    _ended: oneshot::Sender<Infallible>,
}

impl LockWarning {
    pub(super) fn start(handler: &'static str) -> Self {
        let (ended, mut end) = oneshot::channel();
        let since = Instant::now();
        let watch = async move {
            if timeout(LONG, &mut end).await.is_err() {
                tracing::warn!(
                    handler,
                    "the handler holds SQLite's write lock for more than a second, and no delivery is accepted \
                     meanwhile; do what is slow before the first statement in its `Tx`"
                );
                let _: Result<Infallible, _> = end.await;
                tracing::warn!(handler, held_s = since.elapsed().as_secs_f64(), "the handler held SQLite's write lock");
            }
        };
        tokio::spawn(watch.in_current_span());
        Self { _ended: ended }
    }
}

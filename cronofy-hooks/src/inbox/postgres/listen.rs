//! Hearing from other processes that there is work.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::task::AbortHandle;

use super::super::writer::Writer;
use super::shared::Shared;

/// How long to wait after a connection that failed, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// A task that listens until it is dropped. What it does not hear is found by looking, a second later.
#[derive(Debug)]
pub(super) struct Listening(AbortHandle);

impl Listening {
    pub(super) fn start(shared: Arc<Shared>, writer: Writer) -> Self {
        Self(tokio::spawn(listen(shared, writer)).abort_handle())
    }

    pub(super) fn stop(&self) {
        self.0.abort();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn listen(shared: Arc<Shared>, writer: Writer) {
    // Not one of the application's connections: it would be kept for good.
    let options = shared.pool.connect_options();
    let pool = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.connect_lazy_with((*options).clone());
    let mut pause = PAUSES.0;
    loop {
        match PgListener::connect_with(&pool).await {
            Ok(mut listener) => {
                if let Ok(()) = listener.listen(shared.schema.name()).await {
                    pause = PAUSES.0;
                    hear(&mut listener, &shared, &writer).await;
                }
            }
            Err(error) => tracing::debug!(%error, "the inbox cannot listen for other processes; it tries again"),
        }
        tokio::time::sleep(pause).await;
        pause = PAUSES.1.min(pause * 2);
    }
}

/// Until the connection fails.
async fn hear(listener: &mut PgListener, shared: &Shared, writer: &Writer) {
    // Nobody knows what was said before.
    writer.wake();
    loop {
        match listener.try_recv().await {
            // What this process has told the others it knows itself.
            Ok(Some(told)) if told.process_id() == shared.process.load(Ordering::Relaxed) => {}
            Ok(Some(_)) => writer.wake(),
            Ok(None) | Err(_) => return,
        }
    }
}

//! Notifications of other processes that there are jobs.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::task::AbortHandle;

use super::engine::PostgresEngine;
use crate::inbox::batcher::Batcher;

/// How long to wait after a connection that failed, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// A task that listens until this is dropped. Jobs of a notification that is lost are found by polling, a
/// second later.
#[derive(Debug)]
pub(super) struct Listening(pub(super) AbortHandle);

impl Listening {
    pub(super) fn start(engine: Arc<PostgresEngine>, batcher: Batcher) -> Self {
        Self(tokio::spawn(listen(engine, batcher)).abort_handle())
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn listen(engine: Arc<PostgresEngine>, batcher: Batcher) {
    // Not a connection of the application's pool, which would never get it back.
    let options = engine.pool.connect_options();
    let pool = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.connect_lazy_with((*options).clone());
    let mut pause = PAUSES.0;
    loop {
        match PgListener::connect_with(&pool).await {
            Ok(mut listener) => {
                if let Ok(()) = listener.listen(engine.schema.name()).await {
                    pause = PAUSES.0;
                    receive(&mut listener, &engine, &batcher).await;
                }
            }
            Err(error) => tracing::debug!(%error, "the inbox cannot listen for other processes; it tries again"),
        }
        tokio::time::sleep(pause).await;
        pause = PAUSES.1.min(pause * 2);
    }
}

/// Receives notifications until the connection fails.
async fn receive(listener: &mut PgListener, engine: &PostgresEngine, batcher: &Batcher) {
    // Notifications from before the connection are lost.
    batcher.wake();
    loop {
        match listener.try_recv().await {
            // This process knows of its own jobs.
            Ok(Some(notification)) if notification.process_id() == engine.process.load(Ordering::Relaxed) => {}
            Ok(Some(_)) => batcher.wake(),
            Ok(None) | Err(_) => return,
        }
    }
}

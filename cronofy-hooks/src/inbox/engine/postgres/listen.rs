//! Notifications of other processes that there are jobs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::schema::Schema;

/// How long to wait after a connection that failed, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// A task that listens until this is dropped. Jobs of a notification that is lost are found by polling, a
/// second later.
#[derive(Debug)]
pub(super) struct Listening(AbortHandle);

impl Listening {
    /// Notifies `wake` of jobs of other processes than `own`, which is the server's process of the session that
    /// writes. The task keeps nothing of the inbox alive.
    pub(super) fn start(pool: &PgPool, schema: Schema, own: Arc<AtomicU32>, wake: Arc<Notify>) -> Self {
        // Not a connection of the application's pool, which would never get it back.
        let options = (*pool.connect_options()).clone();
        let pool = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        Self(tokio::spawn(listen(pool.connect_lazy_with(options), schema, own, wake)).abort_handle())
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

async fn listen(pool: PgPool, schema: Schema, own: Arc<AtomicU32>, wake: Arc<Notify>) {
    let mut pause = PAUSES.0;
    loop {
        match PgListener::connect_with(&pool).await {
            Ok(mut listener) => {
                if let Ok(()) = listener.listen(schema.name()).await {
                    pause = PAUSES.0;
                    receive(&mut listener, &own, &wake).await;
                }
            }
            Err(error) => tracing::debug!(%error, "the inbox cannot listen for other processes; it tries again"),
        }
        tokio::time::sleep(pause).await;
        pause = PAUSES.1.min(pause * 2);
    }
}

/// Receives notifications until the connection fails.
async fn receive(listener: &mut PgListener, own: &AtomicU32, wake: &Notify) {
    // Notifications from before the connection are lost.
    wake.notify_one();
    loop {
        match listener.try_recv().await {
            // This process knows of its own jobs.
            Ok(Some(notification)) if notification.process_id() == own.load(Ordering::Relaxed) => {}
            Ok(Some(_)) => wake.notify_one(),
            Ok(None) | Err(_) => return,
        }
    }
}

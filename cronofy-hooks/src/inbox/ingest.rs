//! [`Ingest`]: stores a verified delivery, and says how it is answered.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::engine::Inbox;
use super::error::{InboxError, InboxErrorKind};
use super::job_plan::{jobs, plan};
use super::measure;
use super::new_delivery::Accepted;
use super::write_health::WriteHealth;
use crate::delivery::Delivery;
use crate::dispatch::timeout::until;
use crate::parse::Contents;
use crate::routing::Table;

/// Longest that storing a delivery may take: the service waits 5 seconds for its answer.
/// Source: <https://docs.cronofy.com/developers/push-notifications/>.
const LIMIT: Duration = Duration::from_secs(4);

/// The way of a delivery into the inbox.
#[derive(Debug)]
pub(crate) struct Ingest {
    inbox: Arc<dyn Inbox>,
    write_health: Arc<WriteHealth>,
}

/// A delivery on its way into the inbox.
pub(crate) type Storing = Pin<Box<dyn Future<Output = Result<Accepted, InboxError>> + Send>>;

impl Ingest {
    pub(crate) fn new(inbox: Arc<dyn Inbox>) -> Self {
        Self { inbox, write_health: Arc::default() }
    }

    /// How the last delivery fared.
    pub(crate) fn write_health(&self) -> Arc<WriteHealth> {
        Arc::clone(&self.write_health)
    }

    /// Decides what there is to do; the future that stores it touches no connection itself, because a
    /// server drops it when its client goes away. The limit counts from when the body was complete: how
    /// long a sender took for it says nothing of the store.
    pub(crate) fn store(&self, table: &Table, delivery: Delivery, contents: Contents, complete: Instant) -> Storing {
        let jobs = jobs(table, &delivery, contents);
        let (inbox, write_health) = (Arc::clone(&self.inbox), Arc::clone(&self.write_health));
        Box::pin(async move {
            let accepting = pin!(async { inbox.accept(plan(&delivery, jobs).await).await });
            let stored = until(complete, LIMIT, accepting).await.unwrap_or_else(|_| Err(too_slow()));
            measure::stored(&stored, complete.elapsed());
            write_health.record(&stored);
            stored
        })
    }
}

fn too_slow() -> InboxError {
    InboxError::new(
        InboxErrorKind::Unavailable,
        format!("the store took longer than {} seconds; look at its disk or its server", LIMIT.as_secs()),
    )
}

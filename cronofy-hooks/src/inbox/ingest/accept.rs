//! [`Ingest`]: stores a verified delivery before it is answered.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::job_plan::{jobs, new_delivery};
use super::write_health::WriteHealth;
use crate::delivery::Delivery;
use crate::dispatch::timeout::until;
use crate::inbox::error::{InboxError, InboxErrorKind};
use crate::inbox::measure;
use crate::inbox::new_delivery::Accepted;
use crate::inbox::store::Inbox;
use crate::parse::Contents;
use crate::routing::Table;

/// How long storing a delivery may take: the service waits 5 seconds for its answer.
/// Source: <https://docs.cronofy.com/developers/push-notifications/>.
const LIMIT: Duration = Duration::from_secs(4);

/// Stores verified deliveries.
#[derive(Debug)]
pub(crate) struct Ingest {
    inbox: Arc<dyn Inbox>,
    write_health: Arc<WriteHealth>,
}

/// A delivery that is being stored.
pub(crate) type Storing = Pin<Box<dyn Future<Output = Result<Accepted, InboxError>> + Send>>;

impl Ingest {
    pub(crate) fn new(inbox: Arc<dyn Inbox>) -> Self {
        Self { inbox, write_health: Arc::default() }
    }

    /// Whether the last delivery was stored.
    pub(crate) fn write_health(&self) -> Arc<WriteHealth> {
        Arc::clone(&self.write_health)
    }

    /// Plans the jobs of a delivery, and returns the future that stores them. A server drops this future when
    /// its client disconnects, so it owns no connection of the store. `complete` is when the last byte of the
    /// body arrived: the time that the sender took does not count.
    pub(crate) fn store(&self, table: &Table, delivery: Delivery, contents: Contents, complete: Instant) -> Storing {
        let jobs = jobs(table, &delivery, contents);
        let (inbox, write_health) = (Arc::clone(&self.inbox), Arc::clone(&self.write_health));
        Box::pin(async move {
            let accepting = pin!(async { inbox.accept(new_delivery(&delivery, jobs).await).await });
            let stored = until(complete, LIMIT, accepting).await.unwrap_or_else(|_| Err(too_slow(inbox.blocked_by())));
            measure::stored(&stored);
            write_health.record(&stored);
            stored
        })
    }
}

fn too_slow(blocked_by: Option<String>) -> InboxError {
    let why = blocked_by.unwrap_or_else(|| "look at its disk or its server".to_owned());
    let message = format!("the store took longer than {} seconds; {why}", LIMIT.as_secs());
    InboxError::new(InboxErrorKind::Unavailable, message)
}

//! [`WriteHealth`]: whether the last delivery was stored.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::inbox::error::{InboxError, InboxErrorKind};
use crate::inbox::new_delivery::Accepted;

/// How long the last delivery counts. Then the application may get deliveries again, and shows whether it
/// can store them.
const FRESH: Duration = Duration::from_secs(30);

/// Whether the last delivery was stored. To read from the store would not show this: a full disk can still be
/// read.
#[derive(Debug, Default)]
pub(crate) struct WriteHealth(Mutex<Option<(Instant, bool)>>);

impl WriteHealth {
    pub(super) fn record(&self, stored: &Result<Accepted, InboxError>) {
        let healthy = match stored {
            Ok(_) => true,
            // The delivery is at fault, and not the store.
            Err(error) if error.kind() == InboxErrorKind::Unsupported => return,
            Err(_) => false,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), healthy));
    }

    /// Whether the last delivery was stored; `None` when it was long ago.
    pub(crate) fn is_healthy(&self) -> Option<bool> {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.filter(|(at, _)| at.elapsed() < FRESH).map(|(_, healthy)| healthy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_last_delivery_counts_for_a_while() {
        let refused = |kind| Err(InboxError::new(kind, "no"));
        let write_health = WriteHealth::default();
        assert_eq!(write_health.is_healthy(), None);
        write_health.record(&Ok(Accepted::New));
        assert_eq!(write_health.is_healthy(), Some(true));
        write_health.record(&refused(InboxErrorKind::Unsupported));
        assert_eq!(write_health.is_healthy(), Some(true), "the delivery was at fault");
        write_health.record(&refused(InboxErrorKind::Full));
        assert_eq!(write_health.is_healthy(), Some(false));
        write_health.record(&Ok(Accepted::Repeated));
        assert_eq!(write_health.is_healthy(), Some(true));
        tokio::time::advance(FRESH).await;
        assert_eq!(write_health.is_healthy(), None);
    }
}

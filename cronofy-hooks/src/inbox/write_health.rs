//! [`WriteHealth`]: whether deliveries can be stored, as the last of them shows.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::error::{InboxError, InboxErrorKind};
use super::new_delivery::Accepted;

/// How long a delivery says something of the next. Then whoever was kept away tries again.
const FRESH: Duration = Duration::from_secs(30);

/// Whether deliveries can be stored, as the last of them shows. That a store can be read says little
/// of it: a disk that is full can be read as well.
#[derive(Debug, Default)]
pub(crate) struct WriteHealth(Mutex<Option<(Instant, bool)>>);

impl WriteHealth {
    pub(super) fn record(&self, stored: &Result<Accepted, InboxError>) {
        let healthy = match stored {
            Ok(_) => true,
            // It is about this delivery, whatever the store is like.
            Err(error) if error.kind() == InboxErrorKind::Unsupported => return,
            Err(_) => false,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), healthy));
    }

    /// Whether the last delivery was stored, if it came a short while ago.
    pub(super) fn is_healthy(&self) -> Option<bool> {
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
        assert_eq!(write_health.is_healthy(), Some(true), "it says nothing of the store");
        write_health.record(&refused(InboxErrorKind::Full));
        assert_eq!(write_health.is_healthy(), Some(false));
        write_health.record(&Ok(Accepted::Repeated));
        assert_eq!(write_health.is_healthy(), Some(true));
        tokio::time::advance(FRESH).await;
        assert_eq!(write_health.is_healthy(), None);
    }
}

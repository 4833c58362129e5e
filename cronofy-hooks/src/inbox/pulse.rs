//! [`Pulse`]: whether deliveries can be stored, as the last of them shows.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::error::{InboxError, InboxErrorKind};
use super::new::Accepted;

/// How long a delivery says something of the next. Then whoever was kept away tries again.
const FRESH: Duration = Duration::from_secs(30);

/// Whether deliveries can be stored, as the last of them shows. That a store can be read says little
/// of it: a disk that is full can be read as well.
#[derive(Debug, Default)]
pub(crate) struct Pulse(Mutex<Option<(Instant, bool)>>);

impl Pulse {
    pub(super) fn feel(&self, stored: &Result<Accepted, InboxError>) {
        let well = match stored {
            Ok(_) => true,
            // It is about this delivery, whatever the store is like.
            Err(error) if error.kind() == InboxErrorKind::Unsupported => return,
            Err(_) => false,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), well));
    }

    /// Whether the last delivery was stored, if it came a short while ago.
    pub(super) fn is_well(&self) -> Option<bool> {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.filter(|(at, _)| at.elapsed() < FRESH).map(|(_, well)| well)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_last_delivery_counts_for_a_while() {
        let refused = |kind| Err(InboxError::new(kind, "no"));
        let pulse = Pulse::default();
        assert_eq!(pulse.is_well(), None);
        pulse.feel(&Ok(Accepted::New));
        assert_eq!(pulse.is_well(), Some(true));
        pulse.feel(&refused(InboxErrorKind::Unsupported));
        assert_eq!(pulse.is_well(), Some(true), "it says nothing of the store");
        pulse.feel(&refused(InboxErrorKind::Full));
        assert_eq!(pulse.is_well(), Some(false));
        pulse.feel(&Ok(Accepted::Repeated));
        assert_eq!(pulse.is_well(), Some(true));
        tokio::time::advance(FRESH).await;
        assert_eq!(pulse.is_well(), None);
    }
}

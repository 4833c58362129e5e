//! [`eventually`]: waits for a condition, but not for ever.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Only so that a test which hangs ends; nothing is expected to take this long.
pub(super) const PATIENCE: Duration = Duration::from_secs(90);
/// How often to look.
const PAUSE: Duration = Duration::from_millis(10);

/// Calls a function until it returns something.
pub(super) async fn eventually<T>(what: &str, mut check: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = check().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        sleep(PAUSE).await;
    }
}

//! [`Stopwatch`]: how long a handler runs.

use std::time::Duration;

#[cfg(feature = "metrics")]
use tokio::time::Instant;

/// Measures how long a handler runs. Without the feature `metrics` it reads no clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(#[cfg(feature = "metrics")] Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(
            #[cfg(feature = "metrics")]
            Instant::now(),
        )
    }

    pub(crate) fn elapsed(self) -> Duration {
        #[cfg(feature = "metrics")]
        return self.0.elapsed();
        #[cfg(not(feature = "metrics"))]
        return Duration::ZERO;
    }
}

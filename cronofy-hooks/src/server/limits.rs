//! [`ConnectionLimits`]: what clients can hold, and how long.

use std::time::Duration;

/// What clients can hold, and how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConnectionLimits {
    pub(super) header_timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) drain_timeout: Duration,
    /// `None`: as many as the descriptors of the process allow.
    pub(super) connections: Option<usize>,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            header_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(75),
            drain_timeout: Duration::from_secs(7),
            connections: None,
        }
    }
}

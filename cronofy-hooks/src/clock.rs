//! [`Clock`]: where the time of a delivery's arrival comes from.

use std::sync::Arc;

use jiff::Timestamp;

/// Returns the current time. [`Hooks::clock`](crate::Hooks::clock) replaces the system's, and so does the clock
/// that was given to the inbox.
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

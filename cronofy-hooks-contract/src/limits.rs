//! How long the service waits, and how long it retries.

use std::time::Duration;

/// How long the service waits for the answer to a notification of a channel or a subscription.
///
/// Source: <https://docs.cronofy.com/developers/push-notifications/>.
pub const NOTIFICATION_DEADLINE: Duration = Duration::from_secs(5);

/// How long the service waits for the answer to an event trigger.
///
/// Source: <https://docs.cronofy.com/developers/api/event-triggers/>.
pub const TRIGGER_DEADLINE: Duration = Duration::from_secs(7);

/// For how long the service sends a delivery again that is not acknowledged, and for how long a channel lives
/// without success.
///
/// Source: <https://docs.cronofy.com/developers/push-notifications/>.
pub const RETRY_PERIOD: Duration = Duration::from_secs(24 * 60 * 60);

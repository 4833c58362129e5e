//! [`is_event_trigger`]: which deliveries have an id and the number of the attempt.

use serde_json::Value;

/// Whether a body is that of an event trigger: a subscription to the start or the end of an event.
///
/// The service sends it with `Cronofy-Notification-ID` and `Cronofy-Notification-Attempt`, and waits for the answer as
/// long as [`TRIGGER_DEADLINE`](crate::limits::TRIGGER_DEADLINE). It documents the two headers for no other delivery.
///
/// Documentation: <https://docs.cronofy.com/developers/api/event-triggers/>
#[must_use]
pub fn is_event_trigger(body: &Value) -> bool {
    body["notification"]["transitions"].is_array()
}

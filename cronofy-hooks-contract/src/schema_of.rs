//! [`schema_of`]: from a body to its schema.

use serde_json::Value;

use crate::drift::DriftSchemas;
use crate::schema::{JsonSchema, schema};

/// The schema of what a body is: of its first interaction or transition, its notification, or a callback. `None` if no
/// schema describes it.
///
/// ```
/// use cronofy_hooks_contract::schema_of;
/// use serde_json::json;
///
/// let path = |body| schema_of(&body).map(|schema| schema.path);
/// let start = json!({ "type": "event_start" });
/// assert_eq!(
///     path(json!({ "notification": { "type": "event_subscription", "transitions": [start] } })),
///     Some("transition/event_start")
/// );
/// assert_eq!(path(json!({ "notification": { "type": "change" } })), Some("notification/change"));
/// assert_eq!(path(json!({ "event": {}, "participants": [] })), Some("callback/real_time_scheduling"));
/// assert_eq!(path(json!({ "notification": { "type": "new" } })), None);
/// ```
#[must_use]
pub fn schema_of(body: &Value) -> Option<&'static JsonSchema> {
    DriftSchemas::documented().known(body.as_object()?).first().and_then(|path| schema(path))
}

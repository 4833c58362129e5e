//! Notifications that are sent manually.

use serde_json::Value;

use crate::world::model::{NewNotification, NotificationSubject, World};

impl World {
    /// Sends any body to any URL, signed like every notification. An event trigger has an id and 7 seconds.
    /// Returns `None` unless the body is an object.
    pub(crate) fn send_manually(&mut self, url: &str, body: Value, trigger: bool) -> Option<u64> {
        body.as_object()?;
        let (name, subtype) = name_of(&body);
        Some(self.send(NewNotification {
            subject: NotificationSubject::Manual,
            name,
            subtype,
            url: url.to_owned(),
            body,
            trigger,
        }))
    }
}

/// The name and subtype of the first occurrence of a body.
fn name_of(body: &Value) -> (String, Option<String>) {
    let notification = &body["notification"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let items = ["interactions", "transitions"].map(|list| &notification[list][0]);
    let item = items.into_iter().find(|item| item["type"].is_string()).unwrap_or(notification);
    let name = text(&item["type"]).or_else(|| body.as_object()?.keys().next().cloned());
    (name.unwrap_or_default(), text(&item["subtype"]))
}

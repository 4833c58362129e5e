//! Notifications that somebody makes by hand.

use serde_json::Value;

use super::World;
use super::delivery::{About, Notice};

impl World {
    /// Sends any body to any URL, signed as everything else; an event trigger has an id and 7 seconds.
    /// None for a body that is no object.
    pub(crate) fn send_by_hand(&mut self, url: &str, body: Value, trigger: bool) -> Option<u64> {
        body.as_object()?;
        let (name, subtype) = named(&body);
        Some(self.send(Notice { about: About::Nothing, name, subtype, url: url.to_owned(), body, trigger }))
    }
}

/// What a body tells first, and its subtype.
fn named(body: &Value) -> (String, Option<String>) {
    let notification = &body["notification"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let items = ["interactions", "transitions"].map(|list| &notification[list][0]);
    let item = items.into_iter().find(|item| item["type"].is_string()).unwrap_or(notification);
    let name = text(&item["type"]).or_else(|| body.as_object()?.keys().next().cloned());
    (name.unwrap_or_default(), text(&item["subtype"]))
}

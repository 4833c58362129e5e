//! Notifications that are sent manually.

use cronofy_hooks_contract::{is_event_trigger, schema_of};
use serde_json::Value;

use crate::world::model::{DeliveryCause, NewNotification, NotificationSubject, Step, TriggerStep, World};

impl World {
    /// Sends any body to any URL, signed like every notification. An event trigger has an id and 7 seconds.
    /// Returns `None` unless the body is an object.
    pub(crate) fn send_manually(&mut self, cause: DeliveryCause, url: &str, body: Value, trigger: bool) -> Option<u64> {
        body.as_object()?;
        let (name, subtype) = name_of(&body);
        let newest = self.ids.last();
        let step = TriggerStep {
            to: url.to_owned(),
            body: Some(body.clone()),
            event_trigger: (trigger != is_event_trigger(&body)).then_some(trigger),
            ..TriggerStep::default()
        };
        let number = self.send(NewNotification {
            subject: NotificationSubject::Manual,
            name,
            subtype,
            url: url.to_owned(),
            body,
            trigger,
        });
        self.set_cause(number, cause);
        self.record(newest, Step::Trigger(step));
        Some(number)
    }

    /// Sends a `verification` to a URL, to see whether an application answers there.
    pub(crate) fn send_check(&mut self, url: &str, mut verification: Value) -> Option<u64> {
        if let Some(callback_url) = verification.pointer_mut("/channel/callback_url") {
            *callback_url = url.into();
        }
        self.send_manually(DeliveryCause::Check, url, verification, false)
    }
}

/// The name and subtype of the first occurrence of a body.
pub(crate) fn name_of(body: &Value) -> (String, Option<String>) {
    let notification = &body["notification"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let items = ["interactions", "transitions"].map(|list| &notification[list][0]);
    let item = items.into_iter().find(|item| item["type"].is_string()).unwrap_or(notification);
    let first_key = || body.as_object()?.keys().next().cloned();
    let callback = || schema_of(body).filter(|it| it.kind == "callback").map(|it| it.name.to_owned());
    let name = text(&item["type"]).or_else(callback).or_else(first_key);
    (name.unwrap_or_default(), text(&item["subtype"]))
}

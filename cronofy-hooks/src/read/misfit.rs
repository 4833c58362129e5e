//! Bodies that are not JSON, and JSON that does not fit.

use std::fmt;

use serde::de::MapAccess;
use serde_json::value::RawValue;

use super::assemble::tracked;
use super::entries::{Entries, find_notification};
use super::telling::Notification;
use super::told::{Found, Told, callback, several};
use crate::extract::PayloadSlot;
use crate::occurrence::Occurrence;
use crate::payload::generated::fields::Fields;
use crate::payload::wire;

/// The body is not JSON.
#[derive(Debug)]
pub(crate) struct NotJson(pub(super) String);

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body is not JSON: {}", self.0)
    }
}

/// Reads a body that is not JSON, or JSON that does not fit: tells which, and of the latter as much
/// as can be told.
pub(super) fn read_misfit(text: &str) -> Result<Told, NotJson> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| NotJson(error.to_string()))?;
    let Ok(Entries(entries)) = serde_json::from_str(raw.get()) else {
        let payload = PayloadSlot::Misfit("the body is no JSON object with readable keys".to_owned());
        return Ok(Told::One(Found { name: None, occurrence: Occurrence::unnamed(0), payload }));
    };
    let Some(raw) = find_notification(&entries) else {
        return Ok(Told::One(callback(&entries)));
    };
    let reason = match tracked::<Notification<'_>>(raw) {
        Ok(notification) => return Ok(several(&notification, &entries)),
        Err(reason) => format!("notification.{reason}"),
    };
    // The names are read even so: they say which handler is not called, and why.
    let names: wire::Notification<'_, Undocumented> = serde_json::from_str(raw.get()).unwrap_or_default();
    let notification = Notification {
        name: names.name,
        interactions: names.interactions,
        transitions: names.transitions,
        fields: Fields::default(),
    };
    let misfit = |found: Found| Found { payload: PayloadSlot::Misfit(reason.clone()), ..found };
    Ok(match several(&notification, &[]) {
        Told::One(found) => Told::One(misfit(found)),
        Told::Several(found) => Told::Several(found.into_iter().map(misfit).collect()),
    })
}

/// Reads nothing beside the names.
#[derive(Default)]
struct Undocumented;

impl wire::Fields for Undocumented {
    fn read<'de, A: MapAccess<'de>>(&mut self, _: &str, _: &mut A) -> Result<bool, A::Error> {
        Ok(false)
    }
}

//! Bodies that are not JSON, and JSON that does not fit.

use std::fmt;

use serde_json::value::RawValue;

use super::body::wanted;
use super::by_field::{apart, unfit};
use super::contents::{Found, Told, Want, callback, several};
use super::entries::{Entries, find_notification};
use crate::parse::Occurrence;
use crate::parse::PayloadSlot;

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
pub(super) fn read_misfit(text: &str, want: Want) -> Result<Told, NotJson> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| NotJson(error.to_string()))?;
    let Ok(Entries(entries)) = serde_json::from_str(raw.get()) else {
        return Ok(unnamed("the body is no JSON object with readable keys".to_owned()));
    };
    let Some(raw) = find_notification(&entries) else {
        return Ok(Told::One(callback(&entries)));
    };
    let (notification, fields) = match apart(raw) {
        Ok(read) => read,
        Err(reason) => return Ok(unnamed(reason)),
    };
    let Some(named) = wanted(&notification, want) else {
        return Ok(several(&notification));
    };
    Ok(Told::One(match named.name.and_then(|name| unfit(&fields, name.told())) {
        Some(reason) => named.with(PayloadSlot::Misfit(reason.to_owned())),
        None => named.found(&notification, &entries),
    }))
}

/// A body that does not say what it is about.
fn unnamed(reason: String) -> Told {
    Told::One(Found { name: None, occurrence: Occurrence::unnamed(0), payload: PayloadSlot::Misfit(reason) })
}

//! A notification field by field, because one that does not fit may belong to another notification.

use serde::{Deserialize, de};
use serde_json::value::RawValue;

use super::assemble::{tracked, tracked_map};
use super::entries::{Buffered, Entries, Entry};
use crate::payload::wire::{self, Fields, NAMES, Text};

/// A field of a notification that does not fit.
pub(super) struct Unfit<'de> {
    key: Text<'de>,
    reason: String,
}

/// Why a payload that is read from these keys does not fit.
pub(super) fn unfit<'u>(unfit: &'u [Unfit<'_>], told: &[&str]) -> Option<&'u str> {
    unfit.iter().find(|field| told.contains(&&*field.key)).map(|field| &*field.reason)
}

/// Reads a notification, and leaves out the fields that do not fit: which those are is only known
/// when all are read.
///
/// # Errors
/// When what it is about cannot be read. Says why.
pub(super) fn apart<'de, F: Fields>(
    raw: &'de RawValue,
) -> Result<(wire::Notification<'de, F>, Vec<Unfit<'de>>), String> {
    if let Ok(notification) = serde_json::from_str(raw.get()) {
        return Ok((notification, Vec::new()));
    }
    // It is read once more to say at which field it does not fit.
    let whole = match tracked(raw) {
        Ok(notification) => return Ok((notification, Vec::new())),
        Err(reason) => format!("notification.{reason}"),
    };
    let Ok(Entries(entries)) = serde_json::from_str(raw.get()) else { return Err(whole) };
    let (mut fitting, mut unfit) = (Vec::<Entry<'de>>::new(), Vec::<Unfit<'de>>::new());
    for entry in entries {
        // One reason for each field: a body can repeat a key without end.
        if unfit.iter().any(|field| *field.key == *entry.0) {
            continue;
        }
        match tracked_map::<wire::Notification<'de, F>>(std::slice::from_ref(&entry)) {
            Ok(_) => fitting.push(entry),
            Err(_) if NAMES.contains(&&*entry.0) => return Err(whole),
            Err(reason) => unfit.push(Unfit { key: entry.0, reason: format!("notification.{reason}") }),
        }
    }
    let fitting = de::value::MapAccessDeserializer::new(Buffered::new(&fitting));
    Ok((wire::Notification::deserialize(fitting).map_err(|_| whole)?, unfit))
}

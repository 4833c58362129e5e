//! A notification field by field, because one that does not fit may belong to another notification.

use cronofy_hooks_types::wire::{self, CowStr, NAME_KEYS, NotificationFields};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use super::entries::{Buffered, Entries, RawEntry};
use super::mismatch;
use super::place::place_of;

/// A field of a notification that does not fit its type.
pub(super) struct FieldMismatch<'de> {
    key: CowStr<'de>,
    reason: String,
}

/// Why a payload that is read from these keys does not fit.
pub(super) fn mismatch_in<'m>(mismatches: &'m [FieldMismatch<'_>], keys: &[&str]) -> Option<&'m str> {
    mismatches.iter().find(|field| keys.contains(&&*field.key)).map(|field| &*field.reason)
}

/// Reads a notification and leaves out the fields that do not fit. Which payload they belong to is known
/// only when all are read.
///
/// # Errors
/// When the names in it cannot be read. Says why.
pub(super) fn by_field<'de, F: NotificationFields>(
    raw: &'de RawValue,
) -> Result<(wire::Notification<'de, F>, Vec<FieldMismatch<'de>>), String> {
    let whole = match serde_json::from_str(raw.get()) {
        Ok(notification) => return Ok((notification, Vec::new())),
        Err(error) => format!("notification.{}", mismatch::reason(&place_of(&error, raw.get()), &error)),
    };
    let Ok(Entries(entries)) = serde_json::from_str(raw.get()) else { return Err(whole) };
    let (mut fitting, mut mismatches) = (Vec::<RawEntry<'de>>::new(), Vec::<FieldMismatch<'de>>::new());
    for entry in entries {
        // One reason for each field: a body can repeat a key without end.
        if mismatches.iter().any(|field| *field.key == *entry.0) {
            continue;
        }
        match read::<F>(std::slice::from_ref(&entry)) {
            Ok(_) => fitting.push(entry),
            Err(_) if NAME_KEYS.contains(&&*entry.0) => return Err(whole),
            Err(reason) => mismatches.push(FieldMismatch { key: entry.0, reason: format!("notification.{reason}") }),
        }
    }
    Ok((read(&fitting).map_err(|_| whole)?, mismatches))
}

/// Reads a notification that has these entries. The error says at which field they do not fit.
fn read<'de, F: NotificationFields>(entries: &[RawEntry<'de>]) -> Result<wire::Notification<'de, F>, String> {
    let mut map = Buffered::new(entries);
    let read = wire::Notification::deserialize(de::value::MapAccessDeserializer::new(&mut map));
    read.map_err(|error| map.reason(&error))
}

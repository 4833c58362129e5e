//! A notification field by field, because one that does not fit may belong to another notification.

use std::fmt::Write as _;

use cronofy_hooks_types::wire::{self, CowStr, NAME_KEYS, NotificationFields};
use serde_json::Value;
use serde_json::value::RawValue;

use super::entries::{Entries, RawEntry};
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
    let whole = match read(raw.get()) {
        Ok(notification) => return Ok((notification, Vec::new())),
        Err(reason) => reason,
    };
    let Ok(Entries(entries)) = serde_json::from_str(raw.get()) else { return Err(whole) };
    let (mut fitting, mut mismatches) = (Vec::<RawEntry<'de>>::new(), Vec::<FieldMismatch<'de>>::new());
    for entry in entries {
        // One reason for each field: a body can repeat a key without end.
        if mismatches.iter().any(|field| *field.key == *entry.0) {
            continue;
        }
        match read::<F>(&object(std::slice::from_ref(&entry))) {
            Ok(_) => fitting.push(entry),
            Err(_) if NAME_KEYS.contains(&&*entry.0) => return Err(whole),
            Err(reason) => mismatches.push(FieldMismatch { key: entry.0, reason }),
        }
    }
    match read(&object(&fitting)) {
        Ok(notification) => Ok((notification.into_owned(), mismatches)),
        Err(_) => Err(whole),
    }
}

/// Reads a notification. The error says at which field it does not fit.
fn read<F: NotificationFields>(text: &str) -> Result<wire::Notification<'_, F>, String> {
    let read = serde_json::from_str(text);
    read.map_err(|error| format!("notification.{}", mismatch::reason(&place_of(&error, text), &error)))
}

/// The JSON object of these entries.
fn object(entries: &[RawEntry<'_>]) -> String {
    let mut text = String::new();
    for (key, value) in entries {
        let before = if text.is_empty() { '{' } else { ',' };
        // Writing to a string cannot fail.
        let _ = write!(text, "{before}{}:{value}", Value::from(&**key));
    }
    if text.is_empty() { "{}".to_owned() } else { text + "}" }
}

#[cfg(test)]
mod tests {
    use cronofy_hooks_types::payload::DocumentedFields;

    use super::*;

    #[test]
    fn a_field_that_is_repeated_has_one_reason() {
        let fields = vec![r#""changes_since":7"#; 1000].join(",");
        let raw = format!(r#"{{"type":"change",{fields}}}"#);
        let raw: &RawValue = serde_json::from_str(&raw).expect("it is JSON");
        let (notification, mismatches) = by_field::<DocumentedFields>(raw).expect("its names can be read");
        assert_eq!((notification.name.as_deref(), mismatches.len()), (Some("change"), 1));
    }
}

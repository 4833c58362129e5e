//! Bodies that are not JSON, and JSON that does not fit its type.

use std::fmt;

use serde_json::value::RawValue;

use super::by_field::{by_field, mismatch_in};
use super::contents::{Contents, Found, Want, wanted};
use super::entries::{Entries, find_notification};
use super::occurrence::Occurrence;
use super::payload_slot::PayloadSlot;

/// The body is not JSON.
#[derive(Debug)]
pub(crate) struct NotJson(pub(super) String);

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body is not JSON: {}", self.0)
    }
}

/// Reads a body that the first pass could not read: it is not JSON, or it does not fit its type. Returns
/// as much as can be read, and says at which field it does not fit.
pub(super) fn read_again(text: &str, want: Want) -> Result<Contents, NotJson> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| NotJson(error.to_string()))?;
    let Ok(Entries(entries)) = serde_json::from_str(raw.get()) else {
        return Ok(unnamed("the body is no JSON object with readable keys".to_owned()));
    };
    let Some(raw) = find_notification(&entries) else {
        return Ok(Contents::callback(|key| entries.iter().any(|(name, _)| &**name == key), text));
    };
    let (notification, mismatches) = match by_field(raw) {
        Ok(read) => read,
        Err(reason) => return Ok(unnamed(reason)),
    };
    let Some(named) = wanted(&notification, want) else {
        return Ok(Contents::several(&notification));
    };
    Ok(Contents::one(match named.name.and_then(|name| mismatch_in(&mismatches, name.notification_keys())) {
        Some(reason) => named.with(PayloadSlot::Mismatch(reason.to_owned())),
        None => named.found(&notification, text),
    }))
}

/// A body that does not say what it is about.
fn unnamed(reason: String) -> Contents {
    Contents::one(Found { name: None, occurrence: Occurrence::unnamed(0), payload: PayloadSlot::Mismatch(reason) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_name_that_is_no_text_makes_the_whole_notification_a_mismatch() {
        // Half of a surrogate pair: JSON, but no string.
        let body = r#"{"notification":{"type":"\ud800","changes_since":7}}"#;
        let Found { name, payload, .. } = read_again(body, Want::Only).unwrap().first;
        assert_eq!(name, None);
        assert!(
            matches!(&payload, PayloadSlot::Mismatch(reason) if reason.starts_with("notification.")),
            "{payload:?}"
        );
    }
}

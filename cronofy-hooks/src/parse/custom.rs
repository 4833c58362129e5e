//! Payloads of other crates, whose types this crate does not know.

use cronofy_hooks_types::payload::Payload;
use cronofy_hooks_types::wire;

use super::assemble::{OfType, assemble};
use super::by_field::{by_field, mismatch_in};
use super::entries::{Entries, find_notification};
use super::names::NO_ITEM;
use super::occurrence::Occurrence;
use crate::text::type_name;

/// Reads the payload of an occurrence that [`read`](super::read) found, as a type that this crate does not know.
pub(crate) fn custom_payload<P: Payload>(body: &[u8], occurrence: &Occurrence) -> Result<P, String> {
    if !occurrence.is(P::ROUTE) {
        return Err(format!("`{}` is the payload of {}", type_name::<P>(), P::ROUTE));
    }
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let Entries(entries) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let notification: wire::Notification<'_, P::Fields> = match find_notification(&entries) {
        Some(raw) => {
            let (notification, mismatches) = by_field(raw)?;
            match mismatch_in(&mismatches, P::NOTIFICATION_KEYS) {
                Some(reason) => return Err(reason.to_owned()),
                None => notification,
            }
        }
        None => wire::Notification::default(),
    };
    let lists = [notification.interactions.as_slice(), notification.transitions.as_slice()];
    let item = lists.into_iter().flatten().nth(occurrence.index()).unwrap_or(&NO_ITEM);
    assemble(&OfType::<P>(&notification, item), text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::parse::read;
    use cronofy_hooks_types::payload::{Change, ConferencingAssigned};

    fn occurrence(body: &str) -> Occurrence {
        read(body.as_bytes()).unwrap().first.occurrence
    }

    #[test]
    fn a_field_that_does_not_fit_belongs_to_one_payload() {
        let fields = r#""changes_since":7,"triggered_at":7"#;
        let assigned = format!(
            r#"{{"notification":{{"type":"event_subscription","interactions":[{{"type":"conferencing_assigned"}}],{fields}}},"event":{{}}}}"#
        );
        assert!(custom_payload::<ConferencingAssigned>(assigned.as_bytes(), &occurrence(&assigned)).is_ok());
        let change = format!(r#"{{"notification":{{"type":"change",{fields}}},"channel":{{"channel_id":"c"}}}}"#);
        let reason = custom_payload::<Change>(change.as_bytes(), &occurrence(&change)).unwrap_err();
        assert!(reason.starts_with("notification.changes_since: expected "), "{reason}");
    }
}

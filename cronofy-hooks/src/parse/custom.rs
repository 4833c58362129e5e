//! Payloads of other crates, whose types this crate does not know.

use super::assemble::{OfType, assemble};
use super::by_field::{apart, unfit};
use super::entries::{Entries, find_notification};
use super::items::NO_ITEM;
use crate::parse::Occurrence;
use crate::payload::{Payload, wire};

/// The payload of an occurrence that was found before, as a type that this crate does not know.
pub(crate) fn custom_payload<P: Payload>(body: &[u8], told: &Occurrence) -> Result<P, String> {
    if !told.is(P::ROUTE) {
        return Err(format!("`{}` is the payload of {}", std::any::type_name::<P>(), P::ROUTE));
    }
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let Entries(entries) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let notification: wire::Notification<'_, P::Fields> = match find_notification(&entries) {
        Some(raw) => {
            let (notification, fields) = apart(raw)?;
            match unfit(&fields, P::TOLD) {
                Some(reason) => return Err(reason.to_owned()),
                None => notification,
            }
        }
        None => wire::Notification::default(),
    };
    let lists = [notification.interactions.as_slice(), notification.transitions.as_slice()];
    let item = lists.into_iter().flatten().nth(told.index()).unwrap_or(&NO_ITEM);
    assemble(&OfType::<P>(&notification, item), &entries)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::parse::{Told, read};
    use crate::payload::{Change, ConferencingAssigned};

    fn told(body: &str) -> Occurrence {
        let Told::One(found) = read(body.as_bytes()).unwrap() else { panic!("{body} tells several") };
        found.occurrence
    }

    #[test]
    fn a_field_that_does_not_fit_belongs_to_one_payload() {
        let fields = r#""changes_since":7,"triggered_at":7"#;
        let assigned = format!(
            r#"{{"notification":{{"type":"event_subscription","interactions":[{{"type":"conferencing_assigned"}}],{fields}}},"event":{{}}}}"#
        );
        assert!(custom_payload::<ConferencingAssigned>(assigned.as_bytes(), &told(&assigned)).is_ok());
        let change = format!(r#"{{"notification":{{"type":"change",{fields}}},"channel":{{"channel_id":"c"}}}}"#);
        let reason = custom_payload::<Change>(change.as_bytes(), &told(&change)).unwrap_err();
        assert!(reason.starts_with("notification.changes_since: expected "), "{reason}");
    }
}

//! Payloads of other crates, whose types this crate does not know.

use super::assemble::{OfType, assemble, tracked};
use super::entries::{Entries, find_notification};
use super::telling::NO_ITEM;
use crate::occurrence::Occurrence;
use crate::payload::{Payload, wire};

/// The payload of an occurrence that was found before, as a type that this crate does not know.
pub(crate) fn payload<P: Payload>(body: &[u8], told: &Occurrence) -> Result<P, String> {
    if !told.is(P::ROUTE) {
        return Err(format!("`{}` is the payload of {}", std::any::type_name::<P>(), P::ROUTE));
    }
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let Entries(entries) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let notification: wire::Notification<'_, P::Fields> = match find_notification(&entries) {
        Some(raw) => tracked(raw).map_err(|reason| format!("notification.{reason}"))?,
        None => wire::Notification::default(),
    };
    let lists = [notification.interactions.as_slice(), notification.transitions.as_slice()];
    let item = lists.into_iter().flatten().nth(told.index()).unwrap_or(&NO_ITEM);
    assemble(&OfType::<P>(&notification, item), &entries)
}

//! [`Told`]: what a delivery tells.

use super::assemble::{OfName, assemble};
use super::entries::Entry;
use super::items::{NO_ITEM, Named, Notification, items};
use crate::parse::Occurrence;
use crate::parse::PayloadSlot;
use crate::payload::generated::documented::Name;

/// One occurrence, the documented name it has if it has one, and its payload.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) name: Option<Name>,
    pub(crate) occurrence: Occurrence,
    pub(crate) payload: PayloadSlot,
}

/// What a delivery tells. Nearly every delivery tells one thing.
#[derive(Debug)]
pub(crate) enum Told {
    One(Found),
    /// At most [`Occurrence::MOST`], and the rest as one more.
    Several(Vec<Found>),
}

/// Which payloads are put together. Never more than one at a time: each can be as large as the body.
#[derive(Clone, Copy, Debug)]
pub(super) enum Want {
    /// That of the only occurrence. Those of several are read later.
    Only,
    /// That of the occurrence at this place.
    At(usize),
}

impl<'n, 'de> Named<'n, 'de> {
    /// The occurrence with its payload, put together from raw entries.
    pub(super) fn found(&self, notification: &Notification<'de>, entries: &[Entry<'de>]) -> Found {
        let payload = match self.name {
            Some(name) => slot(&OfName(name, notification, self.item), entries),
            None => PayloadSlot::None,
        };
        self.with(payload)
    }

    pub(super) fn with(&self, payload: PayloadSlot) -> Found {
        Found { name: self.name, occurrence: self.occurrence(), payload }
    }
}

/// The occurrences of a notification that has several, without their payloads.
pub(super) fn several(notification: &Notification<'_>) -> Told {
    let later = |named: Named<'_, '_>| {
        let payload = if named.name.is_some() { PayloadSlot::Later } else { PayloadSlot::None };
        named.with(payload)
    };
    let mut found: Vec<_> = items(notification).map(later).collect();
    let count = notification.interactions.count() + notification.transitions.count();
    if count > found.len() {
        found.push(Found { name: None, occurrence: Occurrence::rest(), payload: PayloadSlot::Rest(count) });
    }
    Told::Several(found)
}

fn slot<'de>(assembler: &OfName<'_, 'de>, entries: &[Entry<'de>]) -> PayloadSlot {
    match assemble(assembler, entries) {
        Ok(payload) => PayloadSlot::Read(payload),
        Err(reason) => PayloadSlot::Misfit(reason),
    }
}

/// A body without `notification`: one of the callbacks, if its keys say so.
pub(super) fn callback(entries: &[Entry<'_>]) -> Found {
    match Name::callback_with(|key| entries.iter().any(|(name, _)| &**name == key)) {
        Some(name) => {
            let payload = slot(&OfName(name, &Notification::default(), &NO_ITEM), entries);
            Found { name: Some(name), occurrence: Occurrence::callback(name), payload }
        }
        None => Found { name: None, occurrence: Occurrence::unnamed(0), payload: PayloadSlot::None },
    }
}

//! [`Contents`]: the occurrences of a delivery.

use super::assemble::{OfName, assemble};
use super::names::{DocumentedNotification, NO_ITEM, Named, names};
use super::occurrence::Occurrence;
use super::payload_slot::PayloadSlot;
use crate::documented::Name;

/// One occurrence, its documented name if it has one, and its payload.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) name: Option<Name>,
    pub(crate) occurrence: Occurrence,
    pub(crate) payload: PayloadSlot,
}

/// The occurrences of a delivery, in order. Nearly every delivery has one.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) first: Found,
    /// At most [`Occurrence::MOST`] together with the first, and those beyond as one more.
    pub(crate) rest: Vec<Found>,
}

/// Which payload is read. Never more than one at a time: each can be as large as the body.
#[derive(Clone, Copy, Debug)]
pub(super) enum Want {
    /// That of the only occurrence. If there are several, none is read yet.
    Only,
    /// That of the occurrence at this place.
    At(usize),
}

impl Contents {
    pub(super) fn one(found: Found) -> Self {
        Self { first: found, rest: Vec::new() }
    }

    /// The occurrences of a notification that has several, without their payloads.
    pub(super) fn several(notification: &DocumentedNotification<'_>) -> Self {
        let later = |named: Named<'_, '_>| {
            let payload = if named.name.is_some() { PayloadSlot::Later } else { PayloadSlot::None };
            named.with(payload)
        };
        let (first, others) = names(notification);
        let mut rest: Vec<_> = others.map(later).collect();
        let count = notification.interactions.count() + notification.transitions.count();
        if count > 1 + rest.len() {
            rest.push(Found { name: None, occurrence: Occurrence::rest(), payload: PayloadSlot::Rest(count) });
        }
        Self { first: later(first), rest }
    }

    /// A body without `notification`: one of the callbacks, if its keys say so.
    pub(super) fn callback(has_key: impl Fn(&str) -> bool, body: &str) -> Self {
        Self::one(match Name::callback_with(has_key) {
            Some(name) => {
                let payload = slot(&OfName(name, &DocumentedNotification::default(), &NO_ITEM), body);
                Found { name: Some(name), occurrence: Occurrence::callback(name), payload }
            }
            None => Found { name: None, occurrence: Occurrence::unnamed(0), payload: PayloadSlot::None },
        })
    }
}

impl<'n, 'de> Named<'n, 'de> {
    /// The occurrence with its payload, read from the whole body.
    pub(super) fn found(&self, notification: &DocumentedNotification<'de>, body: &'de str) -> Found {
        let payload = match self.name {
            Some(name) => slot(&OfName(name, notification, self.item), body),
            None => PayloadSlot::None,
        };
        self.with(payload)
    }

    pub(super) fn with(&self, payload: PayloadSlot) -> Found {
        Found { name: self.name, occurrence: self.occurrence(), payload }
    }
}

fn slot<'de>(assembler: &OfName<'_, 'de>, body: &'de str) -> PayloadSlot {
    match assemble(assembler, body) {
        Ok(payload) => PayloadSlot::Read(payload),
        Err(reason) => PayloadSlot::Mismatch(reason),
    }
}

/// The occurrence whose payload is read: the only one, or the one at the given place.
pub(super) fn wanted<'n, 'de>(notification: &'n DocumentedNotification<'de>, want: Want) -> Option<Named<'n, 'de>> {
    let (first, mut others) = names(notification);
    match want {
        Want::Only => others.next().is_none().then_some(first),
        Want::At(0) => Some(first),
        Want::At(index) => others.nth(index - 1),
    }
}

//! [`Told`]: what a delivery tells.

use serde_json::value::RawValue;

use super::assemble::{OfName, assemble};
use super::entries::Entry;
use super::telling::{NO_ITEM, Notification, Telling, documented, occurrence, telling};
use crate::extract::PayloadSlot;
use crate::occurrence::Occurrence;
use crate::payload::generated::documented::Name;
use crate::payload::wire::{Item, Text};
use crate::route::Kind;

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
    Several(Vec<Found>),
}

/// Puts the payloads of a notification together from raw entries. Of each it says whether it fits.
pub(super) fn several<'de>(notification: &Notification<'de>, entries: &[Entry<'de>]) -> Told {
    let found = |kind, name: Option<Name>, item: &Item<'de>, text, index| {
        let payload = match name {
            Some(name) => slot(name, notification, item, entries),
            None => PayloadSlot::None,
        };
        Found { name, occurrence: occurrence(kind, name, item, text, index), payload }
    };
    if let Telling::One(kind, name, item, text) = telling(notification) {
        return Told::One(found(kind, name, item, text, 0));
    }
    let interactions = notification.interactions.as_slice().iter().map(|item| (Kind::Interaction, item));
    let transitions = notification.transitions.as_slice().iter().map(|item| (Kind::Transition, item));
    let items = interactions.chain(transitions).enumerate().map(|(index, (kind, item))| {
        let name = item.name.as_deref().and_then(|name| documented(kind, name));
        found(Some(kind), name, item, item.name.as_ref(), index)
    });
    Told::Several(items.collect())
}

fn slot<'de>(name: Name, notification: &Notification<'de>, item: &Item<'de>, entries: &[Entry<'de>]) -> PayloadSlot {
    match assemble(&OfName(name, notification, item), entries) {
        Ok(payload) => PayloadSlot::Read(payload),
        Err(reason) => PayloadSlot::Misfit(reason),
    }
}

/// A body without `notification`: one of the callbacks, if its keys say so.
pub(super) fn callback(entries: &[(Text<'_>, &RawValue)]) -> Found {
    match Name::callback_with(|key| entries.iter().any(|(name, _)| &**name == key)) {
        Some(name) => {
            let payload = slot(name, &Notification::default(), &NO_ITEM, entries);
            Found { name: Some(name), occurrence: Occurrence::callback(name), payload }
        }
        None => Found { name: None, occurrence: Occurrence::unnamed(0), payload: PayloadSlot::None },
    }
}

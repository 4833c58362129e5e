//! What a notification tells, by its names alone.

use crate::occurrence::Occurrence;
use crate::payload::generated::documented::Name;
use crate::payload::generated::fields::Fields;
use crate::payload::wire::{self, Item, Text};
use crate::route::Kind;

/// The type of a notification that holds interactions or transitions.
const EVENT_SUBSCRIPTION: &str = "event_subscription";

pub(super) type Notification<'de> = wire::Notification<'de, Fields>;

/// What a notification tells, before any payload is read.
pub(super) enum Telling<'n, 'de> {
    One(Option<Kind>, Option<Name>, &'n Item<'de>, Option<&'n Text<'de>>),
    Several,
}

pub(super) static NO_ITEM: Item<'static> = Item { name: None, subtype: None };

pub(super) fn telling<'n, 'de>(notification: &'n Notification<'de>) -> Telling<'n, 'de> {
    let Some(name) = &notification.name else {
        return Telling::One(None, None, &NO_ITEM, None);
    };
    if &**name != EVENT_SUBSCRIPTION {
        return Telling::One(Some(Kind::Notification), Name::notification(name), &NO_ITEM, Some(name));
    }
    match (notification.interactions.as_slice(), notification.transitions.as_slice()) {
        ([], []) => Telling::One(Some(Kind::Notification), None, &NO_ITEM, Some(name)),
        ([item], []) => one_item(Kind::Interaction, item),
        ([], [item]) => one_item(Kind::Transition, item),
        _ => Telling::Several,
    }
}

fn one_item<'n, 'de>(kind: Kind, item: &'n Item<'de>) -> Telling<'n, 'de> {
    let Some(name) = &item.name else {
        return Telling::One(None, None, item, None);
    };
    Telling::One(Some(kind), documented(kind, name), item, Some(name))
}

pub(super) fn documented(kind: Kind, name: &str) -> Option<Name> {
    match kind {
        Kind::Interaction => Name::interaction(name),
        Kind::Transition => Name::transition(name),
        _ => None,
    }
}

pub(super) fn occurrence(
    kind: Option<Kind>,
    known: Option<Name>,
    item: &Item<'_>,
    name: Option<&Text<'_>>,
    index: usize,
) -> Occurrence {
    match (kind, name) {
        (Some(kind), Some(name)) => Occurrence::named(kind, known, item, name, index),
        _ => Occurrence::unnamed(index),
    }
}

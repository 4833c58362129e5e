//! What a notification tells, by its names alone.

use crate::parse::Occurrence;
use crate::payload::generated::documented::Name;
use crate::payload::generated::fields::Fields;
use crate::payload::wire::{self, Item, Text};
use crate::route::Kind;

/// The type of a notification that holds interactions or transitions.
const EVENT_SUBSCRIPTION: &str = "event_subscription";

pub(super) type Notification<'de> = wire::Notification<'de, Fields>;

/// One occurrence by its names, before its payload is read.
pub(super) struct Named<'n, 'de> {
    pub(super) name: Option<Name>,
    pub(super) item: &'n Item<'de>,
    kind: Option<Kind>,
    text: Option<&'n Text<'de>>,
    index: usize,
}

/// What a notification tells, before any payload is read.
pub(super) enum Telling<'n, 'de> {
    One(Named<'n, 'de>),
    Several,
}

pub(super) static NO_ITEM: Item<'static> = Item { name: None, subtype: None };

pub(super) fn telling<'n, 'de>(notification: &'n Notification<'de>) -> Telling<'n, 'de> {
    let whole = |kind, name, text| Telling::One(Named { name, item: &NO_ITEM, kind, text, index: 0 });
    let Some(name) = &notification.name else {
        return whole(None, None, None);
    };
    if &**name != EVENT_SUBSCRIPTION {
        return whole(Some(Kind::Notification), Name::notification(name), Some(name));
    }
    match (notification.interactions.as_slice(), notification.transitions.as_slice()) {
        ([], []) => whole(Some(Kind::Notification), None, Some(name)),
        ([item], []) => Telling::One(Named::item(Kind::Interaction, item, 0)),
        ([], [item]) => Telling::One(Named::item(Kind::Transition, item, 0)),
        _ => Telling::Several,
    }
}

/// The occurrences of a notification that has several: those that are handled one by one.
pub(super) fn items<'n, 'de>(notification: &'n Notification<'de>) -> impl Iterator<Item = Named<'n, 'de>> {
    let interactions = notification.interactions.as_slice().iter().map(|item| (Kind::Interaction, item));
    let transitions = notification.transitions.as_slice().iter().map(|item| (Kind::Transition, item));
    let items = interactions.chain(transitions).take(Occurrence::MOST).enumerate();
    items.map(|(index, (kind, item))| Named::item(kind, item, index))
}

impl<'n, 'de> Named<'n, 'de> {
    fn item(kind: Kind, item: &'n Item<'de>, index: usize) -> Self {
        let text = item.name.as_ref();
        let name = text.and_then(|name| documented(kind, name));
        Self { name, item, kind: text.map(|_| kind), text, index }
    }

    pub(super) fn occurrence(&self) -> Occurrence {
        match (self.kind, self.text) {
            (Some(kind), Some(text)) => Occurrence::named(kind, self.name, self.item, text, self.index),
            _ => Occurrence::unnamed(self.index),
        }
    }
}

fn documented(kind: Kind, name: &str) -> Option<Name> {
    match kind {
        Kind::Interaction => Name::interaction(name),
        Kind::Transition => Name::transition(name),
        _ => None,
    }
}

//! The occurrences of a notification by their names alone.

use cronofy_hooks_types::payload::DocumentedFields;
use cronofy_hooks_types::route::Kind;
use cronofy_hooks_types::wire::{self, CowStr, Item};

use super::occurrence::Occurrence;
use crate::documented::Name;

/// The type of a notification that holds interactions or transitions.
const EVENT_SUBSCRIPTION: &str = "event_subscription";

pub(super) type DocumentedNotification<'de> = wire::Notification<'de, DocumentedFields>;

/// One occurrence by its names, before its payload is read.
pub(super) struct Named<'n, 'de> {
    pub(super) name: Option<Name>,
    pub(super) item: &'n Item<'de>,
    kind: Option<Kind>,
    text: Option<&'n CowStr<'de>>,
    index: usize,
}

pub(super) static NO_ITEM: Item<'static> = Item { name: None, subtype: None };

/// The occurrences that are handled one by one: the elements of an event subscription, or else the
/// notification itself.
pub(super) fn names<'n, 'de>(
    notification: &'n DocumentedNotification<'de>,
) -> (Named<'n, 'de>, impl Iterator<Item = Named<'n, 'de>>) {
    let is_subscription = notification.name.as_deref() == Some(EVENT_SUBSCRIPTION);
    let most = if is_subscription { Occurrence::MOST } else { 0 };
    let interactions = notification.interactions.as_slice().iter().map(|item| (Kind::Interaction, item));
    let transitions = notification.transitions.as_slice().iter().map(|item| (Kind::Transition, item));
    let items = interactions.chain(transitions).take(most).enumerate();
    let mut items = items.map(|(index, (kind, item))| Named::item(kind, item, index));
    (items.next().unwrap_or_else(|| Named::whole(notification)), items)
}

impl<'n, 'de> Named<'n, 'de> {
    fn whole(notification: &'n DocumentedNotification<'de>) -> Self {
        let text = notification.name.as_ref();
        let name = text.and_then(|name| Name::notification(name));
        Self { name, item: &NO_ITEM, kind: text.map(|_| Kind::Notification), text, index: 0 }
    }

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

//! [`Table`]: from an occurrence to the handler that takes it.

use cronofy_hooks_types::route::Kind;

use crate::documented::Name;
use crate::handler::Descriptor;
use crate::parse::Occurrence;

/// The handlers by route.
#[derive(Debug)]
pub(crate) struct Table {
    documented: [Slot; Name::ALL.len()],
    unlisted: Vec<Descriptor>,
    fallback: Option<Descriptor>,
}

/// The handlers of one documented name.
#[derive(Debug, Default)]
struct Slot {
    whole: Option<Descriptor>,
    // There are few, so a list is the fastest map.
    subtypes: Vec<Descriptor>,
}

impl Table {
    pub(crate) fn new(list: &[Descriptor]) -> Self {
        let mut table = Self { documented: Default::default(), unlisted: Vec::new(), fallback: None };
        for handler in list {
            let route = handler.meta.route;
            let name = match route.kind() {
                Kind::Notification => Name::notification(route.name()),
                Kind::Interaction => Name::interaction(route.name()),
                Kind::Transition => Name::transition(route.name()),
                Kind::Callback => Name::callback(route.name()),
                Kind::Fallback => {
                    table.fallback = Some(*handler);
                    continue;
                }
                // The enumeration is open to others, and both crates have the same version.
                _ => None,
            };
            match (name, route.subtype()) {
                (Some(name), None) => table.documented[name as usize].whole = Some(*handler),
                (Some(name), Some(_)) => table.documented[name as usize].subtypes.push(*handler),
                (None, _) => table.unlisted.push(*handler),
            }
        }
        table
    }

    /// The handler of the subtype, or else of the interaction. `None` if it is for the fallback.
    pub(crate) fn handler(&self, name: Option<Name>, occurrence: &Occurrence) -> Option<&Descriptor> {
        let subtype = occurrence.subtype();
        let takes_subtype = |handler: &&Descriptor| handler.meta.route.subtype() == subtype;
        match name {
            Some(name) => {
                let slot = &self.documented[name as usize];
                let narrow = if subtype.is_some() { slot.subtypes.iter().find(takes_subtype) } else { None };
                narrow.or(slot.whole.as_ref())
            }
            None => {
                let named = || self.unlisted.iter().filter(|handler| occurrence.is(handler.meta.route));
                let whole = |handler: &&Descriptor| handler.meta.route.subtype().is_none();
                named().find(takes_subtype).or_else(|| named().find(whole))
            }
        }
    }

    pub(crate) fn fallback(&self) -> Option<&Descriptor> {
        self.fallback.as_ref()
    }
}

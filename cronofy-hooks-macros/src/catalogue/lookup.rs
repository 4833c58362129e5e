//! Look-ups in the table of names.

use super::entry::{DocumentedName, RouteKind};
use super::generated::DOCUMENTED_NAMES;

pub(crate) fn find(kind: RouteKind, name: &str) -> Option<&'static DocumentedName> {
    DOCUMENTED_NAMES.iter().find(|entry| entry.kind == kind && entry.name == name)
}

/// The names of one kind.
pub(crate) fn names(kind: RouteKind) -> impl Iterator<Item = &'static str> {
    DOCUMENTED_NAMES.iter().filter(move |entry| entry.kind == kind).map(|entry| entry.name)
}

/// The interaction that documents a subtype.
pub(crate) fn owner_of_subtype(subtype: &str) -> Option<&'static DocumentedName> {
    DOCUMENTED_NAMES.iter().find(|entry| entry.subtypes.contains(&subtype))
}

/// The payload types of all names.
pub(crate) fn payloads() -> impl Iterator<Item = &'static str> {
    DOCUMENTED_NAMES.iter().map(|entry| entry.payload)
}

/// The entry with this name or this payload type, of any kind.
pub(crate) fn find_anywhere(name: &str) -> Option<&'static DocumentedName> {
    DOCUMENTED_NAMES.iter().find(|entry| entry.name == name || entry.payload == name)
}

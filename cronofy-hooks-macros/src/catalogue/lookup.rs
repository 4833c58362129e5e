//! Look-ups in the table of names.

use super::generated::ENTRIES;

/// The kinds of route that have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Notification,
    Interaction,
    Transition,
    Callback,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Notification, Self::Interaction, Self::Transition, Self::Callback];

    /// The key of the attribute, which is also the word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Notification => "notification",
            Self::Interaction => "interaction",
            Self::Transition => "transition",
            Self::Callback => "callback",
        }
    }

    /// With its article.
    pub(crate) fn with_article(self) -> &'static str {
        match self {
            Self::Notification => "a notification",
            Self::Interaction => "an interaction",
            Self::Transition => "a transition",
            Self::Callback => "a callback",
        }
    }
}

/// One documented name.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    pub(crate) name: &'static str,
    /// The payload type in `cronofy_hooks::payload`.
    pub(crate) payload: &'static str,
    pub(crate) subtypes: &'static [&'static str],
}

pub(crate) fn find(kind: Kind, name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.kind == kind && entry.name == name)
}

/// All names of one kind.
pub(crate) fn names(kind: Kind) -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().filter(move |entry| entry.kind == kind).map(|entry| entry.name)
}

/// The interaction that documents a subtype.
pub(crate) fn owner_of_subtype(subtype: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.subtypes.contains(&subtype))
}

/// The payload types of all names.
pub(crate) fn payloads() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.payload)
}

/// The names that are called so anywhere: as a name of the service, or as a payload type.
pub(crate) fn find_anywhere(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name || entry.payload == name)
}

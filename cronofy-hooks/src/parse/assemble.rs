//! Payloads put together from raw entries, and the reason when they do not fit.

use cronofy_hooks_types::payload::Payload;
use cronofy_hooks_types::wire::{self, Item};
use serde::de::MapAccess;

use super::entries::{Buffered, RawEntry};
use super::names::DocumentedNotification;
use crate::documented::{Documented, Name};

/// Puts one payload together from a map.
pub(super) trait Assemble<'de> {
    type Payload;

    fn assemble<A: MapAccess<'de>>(&self, rest: A) -> Result<Self::Payload, A::Error>;
}

/// A payload of this crate, found by its name.
pub(super) struct OfName<'n, 'de>(
    pub(super) Name,
    pub(super) &'n DocumentedNotification<'de>,
    pub(super) &'n Item<'de>,
);

impl<'de> Assemble<'de> for OfName<'_, 'de> {
    type Payload = Documented;

    fn assemble<A: MapAccess<'de>>(&self, rest: A) -> Result<Documented, A::Error> {
        Documented::assemble(self.0, self.1, self.2, rest)
    }
}

/// A payload of any crate, known by its type.
pub(super) struct OfType<'n, 'de, P: Payload>(
    pub(super) &'n wire::Notification<'de, P::Fields>,
    pub(super) &'n Item<'de>,
);

impl<'de, P: Payload> Assemble<'de> for OfType<'_, 'de, P> {
    type Payload = P;

    fn assemble<A: MapAccess<'de>>(&self, rest: A) -> Result<P, A::Error> {
        P::assemble(self.0, self.1, rest)
    }
}

/// Puts a payload together from raw entries. The error says at which field they do not fit.
pub(super) fn assemble<'de, T: Assemble<'de>>(assembler: &T, entries: &[RawEntry<'de>]) -> Result<T::Payload, String> {
    let mut map = Buffered::new(entries);
    assembler.assemble(&mut map).map_err(|error| map.reason(&error))
}

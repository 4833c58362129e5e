//! Payloads put together when their notification is known, and the reason when they do not fit.

use std::fmt;

use cronofy_hooks_types::payload::Payload;
use cronofy_hooks_types::wire::{self, Item};
use serde::de::{Deserializer as _, MapAccess, Visitor};

use super::mismatch;
use super::names::DocumentedNotification;
use super::place::place_of;
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

/// Puts a payload together from a whole body, which begins with a JSON object. The error says at which field it does
/// not fit.
///
/// The map is of the type that the first pass reads from: another would compile every payload type once more.
pub(super) fn assemble<'de, T: Assemble<'de>>(assembler: &T, body: &'de str) -> Result<T::Payload, String> {
    struct Rest<'a, T>(&'a T);

    impl<'de, T: Assemble<'de>> Visitor<'de> for Rest<'_, T> {
        type Value = T::Payload;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T::Payload, A::Error> {
            self.0.assemble(map)
        }
    }

    let read = serde_json::Deserializer::from_str(body).deserialize_map(Rest(assembler));
    read.map_err(|error| mismatch::reason(&place_of(&error, body), &error))
}

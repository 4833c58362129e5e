//! Payloads put together from raw entries, and the reason when they do not fit.

use std::fmt;

use cronofy_hooks_types::payload::Payload;
use cronofy_hooks_types::wire::{self, Item};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::entries::{Buffered, RawEntry};
use super::mismatch;
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

/// Puts a payload together from raw entries. Reads them once more when they do not fit, to say at which
/// field: keeping track of the field on every delivery would cost two thirds of the reading on top.
pub(super) fn assemble<'de, T: Assemble<'de>>(assembler: &T, entries: &[RawEntry<'de>]) -> Result<T::Payload, String> {
    struct Tracked<'a, T>(&'a T);

    impl<'de, T: Assemble<'de>> Visitor<'de> for Tracked<'_, T> {
        type Value = T::Payload;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the body of a delivery")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T::Payload, A::Error> {
            self.0.assemble(map)
        }
    }

    if let Ok(payload) = assembler.assemble(Buffered::new(entries)) {
        return Ok(payload);
    }
    let mut track = serde_path_to_error::Track::new();
    let buffered = MapAccessDeserializer::new(Buffered::new(entries));
    let read = serde_path_to_error::Deserializer::new(buffered, &mut track).deserialize_map(Tracked(assembler));
    read.map_err(|error| mismatch::reason(track.path(), &error))
}

/// Reads a value, and says at which field it does not fit.
pub(super) fn tracked<'de, T: Deserialize<'de>>(raw: &'de RawValue) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_str(raw.get());
    serde_path_to_error::deserialize(&mut json).map_err(|error| mismatch::reason(error.path(), error.inner()))
}

/// Reads a value of raw entries, and says at which field it does not fit.
pub(super) fn tracked_map<'de, T: Deserialize<'de>>(entries: &[RawEntry<'de>]) -> Result<T, String> {
    let map = MapAccessDeserializer::new(Buffered::new(entries));
    serde_path_to_error::deserialize(map).map_err(|error| mismatch::reason(error.path(), error.inner()))
}

//! [`PayloadSlot`]: the payload of an occurrence, read or not yet.

use crate::documented::Documented;

/// The payload, until the argument that takes it is extracted.
#[derive(Debug)]
pub(crate) enum PayloadSlot {
    /// Not a documented one, or taken.
    None,
    /// One of several in the delivery: it is read when it is wanted, so that no two of them are in
    /// memory together.
    Later,
    /// The rest of a delivery that has so many occurrences.
    Rest(usize),
    /// Read in the same pass as the name of its route.
    Read(Documented),
    /// Valid JSON that does not fit the type.
    Mismatch(String),
}

//! Drift: what deliveries have and the schemas lack.
//!
//! [`DriftSchemas`] compares a body with schemas and notes each [`Novelty`] in a [`NoveltyLedger`]; its
//! [`patch`](DriftSchemas::patch) adds them to the schemas.
//!
//! A novelty is a name: of a field, a type, a subtype or a value of an enumeration. No other value is kept, and a
//! name that could be data is counted without it:
//!
//! - Keys of a map are data: neither those of a map in the schemas nor those of an object that no schema describes
//!   are kept.
//! - A value is a name only where the schema lists values. Free text is never kept.
//! - A name that does not look like one of a schema, such as an address, an id or a token, is not kept.

mod envelope;
mod ledger;
mod name;
mod novelty;
mod patch;
mod place;
mod schemas;
mod shapes;
mod walk;

#[cfg(test)]
mod tests;

pub use self::ledger::NoveltyLedger;
pub(crate) use self::name::is_name;
pub use self::novelty::{Novelty, NoveltyKind, Sightings};
pub use self::patch::{DriftPatch, PatchOperation, Unpatched};
pub(crate) use self::place::{PlaceStep, SchemaPlace};
pub use self::schemas::DriftSchemas;
pub use self::shapes::Shapes;

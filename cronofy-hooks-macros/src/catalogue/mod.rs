//! The names that the documentation lists. The table itself is generated from the schemas.

#[rustfmt::skip]
mod generated;
mod lookup;

pub(crate) use self::lookup::{Entry, Kind, find, find_anywhere, names, owner_of_subtype, payloads};

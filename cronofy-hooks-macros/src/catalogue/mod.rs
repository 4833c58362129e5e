//! The names that the documentation lists. The table itself is generated from the schemas.

mod entry;
#[rustfmt::skip]
mod generated;
mod lookup;

pub(crate) use self::entry::{DocumentedName, RouteKind};
pub(crate) use self::lookup::{find, find_anywhere, names, owner_of_subtype, payloads};

//! A schema patch: additions to schema files, which keep everything else of their text.

mod edit;
mod layout;
mod scan;
mod schema_patch;

pub use self::schema_patch::SchemaPatch;

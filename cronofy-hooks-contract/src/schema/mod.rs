//! The schemas, and what they say of a notification.

#[rustfmt::skip]
mod generated;
mod document;
mod properties;

pub use self::document::{JsonSchema, describe, schema, schemas};
pub use self::properties::FieldFacts;

//! The schemas, and what they say of a notification.

#[rustfmt::skip]
mod generated;
mod document;

pub use self::document::{JsonSchema, describe, schema, schemas};

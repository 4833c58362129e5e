//! The schemas for other languages: an OpenAPI and an AsyncAPI description of what they describe.

mod asyncapi;
mod components;
mod delivery;
mod openapi;
mod paths;

pub(crate) use self::asyncapi::asyncapi;
pub(crate) use self::openapi::openapi;

/// What both descriptions say about themselves.
const GENERATED: &str = "Written by `cargo codegen` from the schemas. Do not edit.";

/// The text of a description.
fn text(description: &serde_json::Value) -> String {
    format!("{description:#}\n")
}

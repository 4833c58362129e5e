//! The text of a description.

use serde_json::Value;

/// What a description says about itself.
pub(super) const GENERATED: &str = "Written by `cargo codegen` from the schemas. Do not edit.";

pub(super) fn text(description: &Value) -> String {
    format!("{description:#}\n")
}

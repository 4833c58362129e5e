//! Small schema sets.

use std::path::{Path, PathBuf};

use cronofy_hooks_codegen::{FileContents, GeneratedFile, SchemaSet, SourceFile, generate};
use serde_json::{Value, json};

/// The workspace.
pub(crate) fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

pub(crate) fn set<const N: usize>(schemas: [(&str, Value); N]) -> SchemaSet {
    let schemas = schemas.map(|(path, schema)| SourceFile { path: path.to_owned(), text: schema.to_string() });
    SchemaSet { folder: "schemas".to_owned(), schemas: schemas.to_vec(), samples: Vec::new() }
}

/// A notification without fields.
pub(crate) fn notification(name: &str, title: &str) -> Value {
    json!({
        "title": title,
        "type": "object",
        "required": ["notification"],
        "properties": { "notification": {
            "type": "object",
            "required": ["type"],
            "properties": { "type": { "const": name } }
        } }
    })
}

/// An interaction without fields.
pub(crate) fn interaction(name: &str, title: &str) -> Value {
    json!({
        "title": title,
        "type": "object",
        "required": ["notification"],
        "properties": { "notification": {
            "type": "object",
            "required": ["type", "interactions"],
            "properties": {
                "type": { "const": "event_subscription" },
                "interactions": { "type": "array", "items": {
                    "type": "object",
                    "required": ["type"],
                    "properties": { "type": { "const": name } }
                } }
            }
        } }
    })
}

/// A shared object with one property `x`.
pub(crate) fn object(title: &str, property: &Value) -> Value {
    json!({ "title": title, "type": "object", "properties": { "x": property } })
}

/// The messages about a set, which must have mistakes.
pub(crate) fn messages(set: &SchemaSet) -> Vec<String> {
    match generate(set) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

/// The text of one generated file.
pub(crate) fn text<'a>(files: &'a [GeneratedFile], path: &str) -> &'a str {
    let file = files.iter().find(|file| file.path == path);
    match file.map(|file| &file.contents) {
        Some(FileContents::Whole(text) | FileContents::Region { text, .. }) => text,
        None => panic!("there is no file {path}"),
    }
}

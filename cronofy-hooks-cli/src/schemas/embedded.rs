//! [`EmbeddedSchema`]: the schemas inside the program.

use serde_json::Value;

use super::generated::SCHEMAS;
use crate::error::CommandError;
use crate::text::{did_you_mean, nearest};

/// In the order of the list: what the service sends, what it takes, what both share.
const KINDS: [&str; 6] = ["notification", "interaction", "transition", "callback", "request", "shared"];

/// A schema inside the program.
#[derive(Clone, Debug)]
pub(crate) struct EmbeddedSchema {
    /// `notification`, `interaction`, `transition`, `callback`, `request` or `shared`.
    pub(crate) kind: &'static str,
    /// The name of the file, without `.json`.
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
    pub(crate) document: Value,
}

impl EmbeddedSchema {
    /// `kind/name`.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    pub(crate) fn title(&self) -> &str {
        self.document["title"].as_str().unwrap_or_default()
    }

    pub(crate) fn description(&self) -> &str {
        self.document["description"].as_str().unwrap_or_default()
    }

    /// Whether the schema has a field of this name, at any depth.
    pub(crate) fn has_field(&self, field: &str) -> bool {
        fn has(schema: &Value, field: &str) -> bool {
            match schema {
                Value::Object(keys) => {
                    keys.get("properties").is_some_and(|fields| fields.get(field).is_some())
                        || keys.values().any(|value| has(value, field))
                }
                Value::Array(items) => items.iter().any(|value| has(value, field)),
                _ => false,
            }
        }
        has(&self.document, field)
    }

    pub(crate) fn page(&self) -> Option<&str> {
        self.document["x-page"].as_str()
    }
}

/// All schemas.
pub(crate) fn all() -> Result<Vec<EmbeddedSchema>, CommandError> {
    let schemas = SCHEMAS.iter().map(|(path, text)| {
        let (kind, name) = path.split_once('/').unwrap_or(("", path));
        let unreadable = |error| CommandError::failed(format_args!("the schema {path} is not JSON: {error}"));
        Ok(EmbeddedSchema { kind, name, text, document: serde_json::from_str(text).map_err(unreadable)? })
    });
    let mut schemas = schemas.collect::<Result<Vec<EmbeddedSchema>, CommandError>>()?;
    schemas.sort_by_key(|schema| KINDS.iter().position(|kind| *kind == schema.kind));
    Ok(schemas)
}

/// Finds a schema by its path (`notification/change`), or by its name or title where that is unique.
pub(crate) fn find(schemas: Vec<EmbeddedSchema>, written: &str) -> Result<EmbeddedSchema, CommandError> {
    let has_name =
        |schema: &EmbeddedSchema| schema.path() == written || schema.name == written || schema.title() == written;
    let (mut found, others): (Vec<_>, Vec<_>) = schemas.into_iter().partition(has_name);
    if found.len() > 1 {
        let paths: Vec<_> = found.iter().map(|schema| format!("`{}`", schema.path())).collect();
        return Err(CommandError::usage(format_args!(
            "several schemas have the name `{written}`; write one of {}",
            paths.join(", ")
        )));
    }
    found.pop().ok_or_else(|| {
        let paths: Vec<_> = others.iter().map(EmbeddedSchema::path).collect();
        let hint = did_you_mean(&nearest(written, paths.iter().map(String::as_str)));
        let hint = if hint.is_empty() { ";".to_owned() } else { hint };
        CommandError::nothing_matched(format_args!("there is no schema `{written}`{hint} `schemas list` lists them"))
    })
}

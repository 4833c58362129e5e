//! [`Schema`]: the schemas inside the program.

use serde_json::Value;

use super::generated::SCHEMAS;
use crate::failure::Failure;
use crate::suggest::{did_you_mean, nearest};

/// In the order in which they are listed: what is told, what is asked for, what both are made of.
const KINDS: [&str; 6] = ["notification", "interaction", "transition", "callback", "request", "shared"];

/// A schema inside the program.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    /// `notification`, `interaction`, `transition`, `callback`, `request` or `shared`.
    pub(crate) kind: &'static str,
    /// The name of the file, without `.json`.
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
    pub(crate) document: Value,
}

impl Schema {
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

    /// Whether a field is called so, wherever it is.
    pub(crate) fn names(&self, field: &str) -> bool {
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

/// All of them.
pub(crate) fn all() -> Result<Vec<Schema>, Failure> {
    let schemas = SCHEMAS.iter().map(|(path, text)| {
        let (kind, name) = path.split_once('/').unwrap_or(("", path));
        let unreadable = |error| Failure::failed(format_args!("the schema {path} is no JSON: {error}"));
        Ok(Schema { kind, name, text, document: serde_json::from_str(text).map_err(unreadable)? })
    });
    let mut schemas = schemas.collect::<Result<Vec<Schema>, Failure>>()?;
    schemas.sort_by_key(|schema| KINDS.iter().position(|kind| *kind == schema.kind));
    Ok(schemas)
}

/// The schema that is called so: `notification/change`, or `change` where no other is called so too.
pub(crate) fn find(schemas: Vec<Schema>, written: &str) -> Result<Schema, Failure> {
    let is_called_so =
        |schema: &Schema| schema.path() == written || schema.name == written || schema.title() == written;
    let (mut found, others): (Vec<_>, Vec<_>) = schemas.into_iter().partition(is_called_so);
    if found.len() > 1 {
        let paths: Vec<_> = found.iter().map(|schema| format!("`{}`", schema.path())).collect();
        return Err(Failure::usage(format_args!(
            "`{written}` names several schemas: {}; write one of them",
            paths.join(", ")
        )));
    }
    found.pop().ok_or_else(|| {
        let paths: Vec<_> = others.iter().map(Schema::path).collect();
        let hint = did_you_mean(&nearest(written, paths.iter().map(String::as_str)));
        let hint = if hint.is_empty() { ";".to_owned() } else { hint };
        Failure::nothing(format_args!("there is no schema `{written}`{hint} `schemas list` lists them"))
    })
}

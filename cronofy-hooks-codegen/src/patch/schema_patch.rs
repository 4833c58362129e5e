//! [`SchemaPatch`]: what is added to which file.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::edit::add;
use super::layout::layout;
use crate::error::{Diagnostic, Error, Errors};
use crate::load::{SchemaSet, SourceFile};
use crate::lower::lower;

const HELP: &str = "write it as `cronofy-hooks schemas diff --patch` does";

/// Additions to schema files, as `cronofy-hooks schemas diff --patch` writes them.
///
/// A patch is JSON: for each file a list of `add` operations of a JSON Patch (RFC 6902). An empty path makes the file.
/// Everything else of the files stays as it is, also its layout. What is there already is not added again.
///
/// ```
/// use cronofy_hooks_codegen::SchemaPatch;
///
/// let patch = r#"{ "shared/poll.json": [
///     { "op": "add", "path": "/properties/topic", "value": { "type": "string" } }
/// ] }"#;
/// assert!(SchemaPatch::parse(patch).is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SchemaPatch(Vec<Addition>);

#[derive(Clone, Debug, PartialEq)]
struct Addition {
    file: String,
    pointer: String,
    value: Value,
}

impl SchemaPatch {
    /// Reads a patch.
    ///
    /// # Errors
    /// When the text is no patch.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let patch: Value =
            serde_json::from_str(text).map_err(|problem| refuse("the patch", None, problem.to_string()))?;
        let files =
            patch.as_object().ok_or_else(|| refuse("the patch", None, "it is no object of files".to_owned()))?;
        let mut additions = Vec::new();
        for (file, operations) in files {
            for (index, operation) in operations.as_array().into_iter().flatten().enumerate() {
                let text = |key: &str| operation.get(key).and_then(Value::as_str);
                let addition = match (text("op"), text("path"), operation.get("value")) {
                    (Some("add"), Some(pointer), Some(value)) => {
                        Addition { file: file.clone(), pointer: pointer.to_owned(), value: value.clone() }
                    }
                    _ => {
                        return Err(refuse(
                            file,
                            Some(format!("#/{index}")),
                            "this is no `add` with a path and a value".to_owned(),
                        ));
                    }
                };
                additions.push(addition);
            }
        }
        Ok(Self(additions))
    }

    /// The schemas with the additions, checked as [`generate`](crate::generate()) checks them.
    ///
    /// # Errors
    /// When a file has no such place, or when the schemas have mistakes then.
    pub fn apply(&self, set: &SchemaSet) -> Result<SchemaSet, Error> {
        let mut set = set.clone();
        for Addition { file, pointer, value } in &self.0 {
            let present = set.schemas.iter_mut().find(|schema| schema.path == *file);
            match (present, pointer.as_str()) {
                (None, "") => {
                    set.schemas.push(SourceFile { path: file.clone(), text: format!("{}\n", layout(value, "")) });
                }
                // It was made before.
                (Some(_), "") => {}
                (None, _) => return Err(refuse(file, None, "there is no such file".to_owned())),
                (Some(schema), pointer) => {
                    let added = add(&schema.text, pointer, value);
                    schema.text = added.map_err(|what| refuse(file, Some(format!("#{pointer}")), what))?;
                }
            }
        }
        // Before anything is written: a path outside of the folders for schemas is a mistake, too.
        lower(&set)?;
        Ok(set)
    }

    /// Changes the schemas in a folder, and returns the paths of the files that changed.
    ///
    /// # Errors
    /// As [`apply`](Self::apply): then nothing was written; and when a file cannot be read or written.
    pub fn write(&self, folder: &Path) -> Result<Vec<String>, Error> {
        let before = SchemaSet::read(folder)?;
        let after = self.apply(&before)?;
        let changed: Vec<_> = after.schemas.into_iter().filter(|schema| !before.schemas.contains(schema)).collect();
        for SourceFile { path, text } in &changed {
            let path = folder.join(path);
            let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
            written.map_err(Error::file(path))?;
        }
        Ok(changed.into_iter().map(|schema| schema.path).collect())
    }
}

fn refuse(file: &str, pointer: Option<String>, what: String) -> Error {
    let mut errors = Errors::default();
    errors.push(Diagnostic::new(file, pointer, what, HELP));
    Error::Schemas(errors)
}

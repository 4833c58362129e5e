//! The patch: additions that the generator accepts.

use std::fs;
use std::path::Path;

use cronofy_hooks_codegen::{SchemaPatch, SchemaSet, SourceFile};
use cronofy_hooks_contract::drift::{DriftPatch, DriftSchemas, NoveltyLedger, Unpatched};
use cronofy_hooks_contract::schemas;

use crate::CommandError;
use crate::text::one_line;

/// The schemas to compare with, and to add to.
pub(super) struct Base {
    set: SchemaSet,
    pub(super) schemas: DriftSchemas,
}

impl Base {
    /// The schemas in a folder, or those of this program.
    pub(super) fn read(folder: Option<&Path>) -> Result<Self, CommandError> {
        let set = match folder {
            Some(folder) => SchemaSet::read(folder).map_err(CommandError::failed)?,
            None => {
                let file = |path: &str, text: &str| SourceFile { path: format!("{path}.json"), text: text.to_owned() };
                let files = schemas().iter().map(|schema| file(schema.path, schema.text)).collect();
                SchemaSet { folder: "schemas".to_owned(), schemas: files, samples: Vec::new() }
            }
        };
        let mut documents = Vec::new();
        for SourceFile { path, text } in &set.schemas {
            let document = serde_json::from_str(text)
                .map_err(|error| CommandError::failed(format_args!("{}/{path} is not JSON: {error}", set.folder)))?;
            documents.push((path.trim_end_matches(".json").to_owned(), document));
        }
        Ok(Self { set: SchemaSet { samples: Vec::new(), ..set }, schemas: DriftSchemas::new(documents) })
    }
}

/// Writes what the generator accepts, and returns that with what it refuses.
pub(super) fn write_patch(file: &Path, lacking: &NoveltyLedger, base: &Base) -> Result<DriftPatch, CommandError> {
    let patch = accepted(base.schemas.patch(lacking), base);
    let text = format!("{:#}\n", patch.to_json());
    fs::write(file, text).map_err(|error| CommandError::file(file, "written", &error))?;
    Ok(patch)
}

/// A patch without the additions that the generator refuses, such as two fields that would have one name in Rust.
fn accepted(patch: DriftPatch, base: &Base) -> DriftPatch {
    if add(&patch, &base.set).is_ok() {
        return patch;
    }
    let mut set = base.set.clone();
    let mut accepted = DriftPatch { operations: Vec::new(), left_out: patch.left_out };
    for operation in patch.operations {
        let one = DriftPatch { operations: vec![operation.clone()], left_out: Vec::new() };
        match add(&one, &set) {
            Ok(next) => {
                set = next;
                accepted.operations.push(operation);
            }
            Err(error) => {
                let reason = one_line(&error.to_string());
                let out = operation.novelties.into_iter().map(|novelty| Unpatched { novelty, reason: reason.clone() });
                accepted.left_out.extend(out);
            }
        }
    }
    accepted
}

fn add(patch: &DriftPatch, set: &SchemaSet) -> Result<SchemaSet, cronofy_hooks_codegen::Error> {
    SchemaPatch::parse(&patch.to_json().to_string())?.apply(set)
}

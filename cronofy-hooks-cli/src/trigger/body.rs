//! [`TriggerBody`]: the body, from a sample or a file.

use std::path::Path;

use cronofy_hooks_contract::{FieldPath, FieldPathError, Sample, is_event_trigger, schema_of};
use serde_json::Value;

use super::body_edit::BodyEdit;
use crate::text::one_line;
use crate::{CommandError, Io};

/// The bytes to sign and to send.
#[derive(Debug)]
pub(super) struct TriggerBody {
    /// The sample, or the file.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// `None` if it is not JSON.
    json: Option<Value>,
}

impl TriggerBody {
    pub(super) fn of_sample(sample: &Sample, url: &str) -> Result<Self, CommandError> {
        let unreadable = |error| CommandError::failed(format_args!("the sample {} is not JSON: {error}", sample.name));
        let json = sample.body_to(url).map_err(unreadable)?;
        // On one line, as the service writes it.
        Ok(Self { name: sample.name.to_owned(), bytes: json.to_string().into_bytes(), json: Some(json) })
    }

    /// The bytes of a file as they are.
    pub(super) fn read(path: &Path, io: &mut Io<'_>) -> Result<Self, CommandError> {
        let bytes = io.read_file(path)?;
        Ok(Self { name: path.display().to_string(), json: serde_json::from_slice(&bytes).ok(), bytes })
    }

    /// Sets fields. Returns notes about those that no schema has.
    pub(super) fn set(&mut self, edits: &[BodyEdit]) -> Result<Vec<String>, CommandError> {
        let mut notes = Vec::new();
        let schema = self.json.as_ref().and_then(schema_of);
        for edit in edits {
            let json = self.json("--set")?;
            notes.extend(schema.and_then(|schema| edit.note(json, schema)));
            edit.apply(json).map_err(|error| wrong("--set", &error))?;
            let bytes = json.to_string().into_bytes();
            self.bytes = bytes;
        }
        Ok(notes)
    }

    /// Takes fields out.
    pub(super) fn unset(&mut self, paths: &[FieldPath]) -> Result<(), CommandError> {
        for path in paths {
            let json = self.json("--unset")?;
            path.remove(json).map_err(|error| wrong("--unset", &error))?;
            let bytes = json.to_string().into_bytes();
            self.bytes = bytes;
        }
        Ok(())
    }

    fn json(&mut self, option: &str) -> Result<&mut Value, CommandError> {
        let Self { name, json, .. } = self;
        json.as_mut().ok_or_else(|| {
            CommandError::usage(format_args!("`{option}` changes JSON, and {name} is not JSON; correct it"))
        })
    }

    /// Whether the service would send it with an id, and wait longer.
    pub(super) fn is_event_trigger(&self) -> bool {
        self.json.as_ref().is_some_and(is_event_trigger)
    }
}

fn wrong(option: &str, error: &FieldPathError) -> CommandError {
    CommandError::usage(format_args!("`{option}`: {}", one_line(&error.to_string())))
}

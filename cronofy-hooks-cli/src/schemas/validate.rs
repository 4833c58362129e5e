//! `schemas validate`.

use std::path::Path;

use jsonschema::{Registry, ValidationError, Validator};
use serde::Serialize;
use serde_json::Value;

use super::embedded::{EmbeddedSchema, all, find};
use crate::args::read_file;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::io::Io;
use crate::text::one_line;

/// Prefix of a schema's path, so that relative references resolve. Nothing is fetched.
const BASE: &str = "schemas:///";

#[derive(Serialize)]
struct ValidationReport {
    name: String,
    valid: bool,
    errors: Vec<ValidationErrorJson>,
}

/// Where a body does not match its schema.
#[derive(Serialize)]
struct ValidationErrorJson {
    at: String,
    keyword: String,
    message: String,
}

pub(super) fn validate(name: &str, file: &Path, json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
    let schemas = all()?;
    let schema = find(schemas.clone(), name)?;
    let body: Value = serde_json::from_slice(&read_file(file, io)?)
        .map_err(|error| CommandError::failed(format_args!("{} is not JSON: {error}", file.display())))?;
    let validator = validator(&schemas, &schema).map_err(CommandError::failed)?;
    let record = |error: ValidationError<'_>| ValidationErrorJson {
        at: error.instance_path().to_string(),
        keyword: error.kind().keyword().to_owned(),
        message: one_line(&error.to_string()),
    };
    let errors: Vec<_> = validator.iter_errors(&body).map(record).collect();
    let validated = ValidationReport { name: schema.path(), valid: errors.is_empty(), errors };
    if json {
        io.json(&validated)?;
    } else {
        print(&validated, io)?;
    }
    Ok(if validated.valid { Exit::Done } else { Exit::Mismatch })
}

fn print(validated: &ValidationReport, io: &mut Io<'_>) -> std::io::Result<()> {
    if validated.valid {
        return io.line(format_args!("valid: the body matches {}", validated.name));
    }
    io.line(format_args!("not valid: the body does not match {}", validated.name))?;
    validated.errors.iter().try_for_each(|ValidationErrorJson { at, message, .. }| {
        let at = if at.is_empty() { "(root)" } else { at };
        io.line(format_args!("  {at}: {message}"))
    })
}

fn validator(schemas: &[EmbeddedSchema], schema: &EmbeddedSchema) -> Result<Validator, String> {
    let mut registry = Registry::new();
    for schema in schemas {
        let uri = format!("{BASE}{}.json", schema.path());
        registry = registry.add(uri, schema.document.clone()).map_err(|error| error.to_string())?;
    }
    let registry = registry.prepare().map_err(|error| error.to_string())?;
    let options = jsonschema::options().with_registry(&registry).with_base_uri(format!("{BASE}{}.json", schema.path()));
    let options = options.should_validate_formats(true).should_ignore_unknown_formats(false);
    options.build(&schema.document).map_err(|error| error.to_string())
}

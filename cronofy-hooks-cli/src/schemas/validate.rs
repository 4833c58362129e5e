//! `schemas validate`.

use std::fs;
use std::path::Path;

use jsonschema::{Registry, ValidationError, Validator};
use serde::Serialize;
use serde_json::Value;

use super::embedded::{Schema, all, find};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::io::Io;
use crate::plain::one_line;

/// Stands before the path of a schema, so that relative references resolve. Nothing is fetched.
const BASE: &str = "schemas:///";

#[derive(Serialize)]
struct Validated {
    name: String,
    valid: bool,
    errors: Vec<Wrong>,
}

/// One place that is not as the schema says.
#[derive(Serialize)]
struct Wrong {
    at: String,
    keyword: String,
    message: String,
}

pub(super) fn validate(name: &str, file: &Path, json: bool, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let schemas = all()?;
    let schema = find(schemas.clone(), name)?;
    let is_stdin = file == Path::new("-");
    let bytes = if is_stdin { io.read() } else { fs::read(file) };
    let bytes = bytes.map_err(|error| Failure::file(file, "read", &error))?;
    let body: Value = serde_json::from_slice(&bytes)
        .map_err(|error| Failure::failed(format_args!("{} is no JSON: {error}", file.display())))?;
    let validator = validator(&schemas, &schema).map_err(Failure::failed)?;
    let wrong = |error: ValidationError<'_>| Wrong {
        at: error.instance_path().to_string(),
        keyword: error.kind().keyword().to_owned(),
        message: one_line(&error.to_string()),
    };
    let errors: Vec<_> = validator.iter_errors(&body).map(wrong).collect();
    let validated = Validated { name: schema.path(), valid: errors.is_empty(), errors };
    if json {
        io.json(&validated)?;
    } else {
        tell(&validated, io)?;
    }
    Ok(if validated.valid { Exit::Done } else { Exit::Unfit })
}

fn tell(validated: &Validated, io: &mut Io<'_>) -> std::io::Result<()> {
    if validated.valid {
        return io.line(format_args!("valid: it is as {} says", validated.name));
    }
    io.line(format_args!("not valid: it is not as {} says", validated.name))?;
    validated.errors.iter().try_for_each(|Wrong { at, message, .. }| {
        let at = if at.is_empty() { "(root)" } else { at };
        io.line(format_args!("  {at}: {message}"))
    })
}

fn validator(schemas: &[Schema], schema: &Schema) -> Result<Validator, String> {
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

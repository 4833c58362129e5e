//! `schemas validate`.

use std::path::Path;

use cronofy_hooks_contract::validator;
use serde::Serialize;
use serde_json::Value;

use super::find::find;
use crate::args::read_file;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::io::Io;
use crate::text::one_line;

#[derive(Serialize)]
struct ValidationReport {
    name: &'static str,
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
    let schema = find(name)?;
    let body: Value = serde_json::from_slice(&read_file(file, io)?)
        .map_err(|error| CommandError::failed(format_args!("{} is not JSON: {error}", file.display())))?;
    let missing = || CommandError::failed(format_args!("the schema {} has no validator", schema.path));
    let validator = validator(schema.path).ok_or_else(missing)?;
    let errors = validator.iter_errors(&body).map(|error| ValidationErrorJson {
        at: error.instance_path().to_string(),
        keyword: error.kind().keyword().to_owned(),
        message: one_line(&error.to_string()),
    });
    let errors: Vec<_> = errors.collect();
    let validated = ValidationReport { name: schema.path, valid: errors.is_empty(), errors };
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

//! `schemas list`, `schemas show` and `schemas validate`.

use std::path::Path;

use cronofy_hooks_contract::{JsonSchema, did_you_mean, schemas, validator};
use serde_json::{Value, json};

use crate::text::{TextTable, one_line};
use crate::{CommandError, Exit, Io};

pub(super) fn list(as_json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
    let mut table = TextTable::new(["NAME", "TYPE", "DESCRIPTION"]);
    for schema in schemas() {
        let (name, title, description) = (schema.path, schema.title(), schema.description());
        if as_json {
            let (kind, page) = (schema.kind, schema.page());
            let schema =
                json!({ "name": name, "kind": kind, "title": title, "description": description, "page": page });
            io.json(&schema)?;
        } else {
            table.push([name, title, description].map(str::to_owned));
        }
    }
    if !as_json {
        io.table(&table)?;
    }
    Ok(Exit::Done)
}

pub(super) fn show(name: &str, as_json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
    let schema = find(name)?;
    if as_json {
        io.json(&schema.document)?
    } else {
        io.line(schema.text.trim_end())?
    }
    Ok(Exit::Done)
}

pub(super) fn validate(name: &str, file: &Path, as_json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
    let schema = find(name)?;
    let name = schema.path;
    let body: Value = serde_json::from_slice(&io.read_file(file)?)
        .map_err(|error| CommandError::failed(format_args!("{} is not JSON: {error}", file.display())))?;
    let missing = || CommandError::failed(format_args!("the schema {name} has no validator"));
    let errors: Vec<_> = validator(name).ok_or_else(missing)?.iter_errors(&body).collect();
    let valid = errors.is_empty();
    if as_json {
        let errors = errors.iter().map(|error| {
            let (at, keyword) = (error.instance_path().to_string(), error.kind().keyword());
            json!({ "at": at, "keyword": keyword, "message": one_line(&error.to_string()) })
        });
        io.json(&json!({ "name": name, "valid": valid, "errors": errors.collect::<Vec<_>>() }))?;
    } else if valid {
        io.line(format_args!("valid: the body matches {name}"))?;
    } else {
        io.line(format_args!("not valid: the body does not match {name}"))?;
        for error in &errors {
            let at = error.instance_path().to_string();
            let at = if at.is_empty() { "(root)" } else { &at };
            io.line(format_args!("  {at}: {}", one_line(&error.to_string())))?;
        }
    }
    Ok(if valid { Exit::Done } else { Exit::Mismatch })
}

/// Finds a schema by its path (`notification/change`), or by its name or title where that is unique.
fn find(written: &str) -> Result<&'static JsonSchema, CommandError> {
    let has_name = |schema: &&JsonSchema| schema.path == written || schema.name == written || schema.title() == written;
    let mut found: Vec<_> = schemas().iter().filter(has_name).collect();
    if found.len() > 1 {
        let paths: Vec<_> = found.iter().map(|schema| format!("`{}`", schema.path)).collect();
        return Err(CommandError::usage(format_args!(
            "several schemas have the name `{written}`; write one of {}",
            paths.join(", ")
        )));
    }
    found.pop().ok_or_else(|| {
        let hint = did_you_mean(written, schemas().iter().map(|schema| schema.path), ";");
        CommandError::nothing_matched(format_args!("there is no schema `{written}`{hint} `schemas list` lists them"))
    })
}

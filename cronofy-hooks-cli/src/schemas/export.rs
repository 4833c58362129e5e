//! `schemas export`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use cronofy_hooks_contract::text::counted;
use cronofy_hooks_contract::{asyncapi, openapi, schemas};
use serde_json::json;

use crate::{CommandError, Exit, Io};

/// What to write, and where to.
#[derive(Clone, Debug, Args)]
pub(super) struct ExportArgs {
    /// The folder; created if it does not exist
    #[arg(required_unless_present_any = ["openapi", "asyncapi"], conflicts_with_all = ["openapi", "asyncapi", "out"])]
    folder: Option<PathBuf>,
    /// An OpenAPI 3.1 description of the API and the webhooks
    #[arg(long, conflicts_with = "asyncapi")]
    openapi: bool,
    /// An AsyncAPI 3 description of the webhooks
    #[arg(long)]
    asyncapi: bool,
    /// The file for the description; standard output unless given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrites files with other content
    #[arg(long)]
    force: bool,
}

pub(super) fn export(args: &ExportArgs, json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
    let description = if args.asyncapi { asyncapi() } else { openapi() };
    match (&args.folder, &args.out) {
        (Some(folder), _) => export_schemas(folder, args.force, json, io)?,
        (None, Some(out)) => export_description(description, out, args.force, json, io)?,
        (None, None) => io.text(description)?,
    }
    Ok(Exit::Done)
}

fn export_schemas(folder: &Path, force: bool, json: bool, io: &mut Io<'_>) -> Result<(), CommandError> {
    let files = schemas().iter().map(|schema| {
        let path = folder.join(schema.kind).join(format!("{}.json", schema.name));
        (path, schema.text)
    });
    let written = write(files.collect(), force)?;
    if json {
        io.json(&json!({ "folder": folder.to_string_lossy(), "written": written }))?;
    } else {
        io.line(format_args!("{} written to {}", counted(written, "schema", "schemas"), folder.display()))?;
    }
    Ok(())
}

fn export_description(text: &str, out: &Path, force: bool, json: bool, io: &mut Io<'_>) -> Result<(), CommandError> {
    let written = write(vec![(out.to_owned(), text)], force)?;
    if json {
        io.json(&json!({ "out": out.to_string_lossy(), "written": written }))?;
    } else {
        io.line(format_args!("{} written to {}", counted(written, "description", "descriptions"), out.display()))?;
    }
    Ok(())
}

/// Writes what is missing or has other content; gives the number of those files.
fn write(files: Vec<(PathBuf, &str)>, force: bool) -> Result<u64, CommandError> {
    let mut stale = Vec::new();
    for (path, text) in files {
        match fs::read_to_string(&path) {
            Ok(present) if present == text => {}
            // Check every file before writing the first one.
            Ok(_) if !force => {
                return Err(CommandError::failed(format_args!(
                    "{} has other content; choose another place, or overwrite it with `--force`",
                    path.display()
                )));
            }
            Ok(_) => stale.push((path, text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => stale.push((path, text)),
            Err(error) => return Err(CommandError::file(&path, "read", &error)),
        }
    }
    for (path, text) in &stale {
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
        written.map_err(|error| CommandError::file(path, "written", &error))?;
    }
    Ok(stale.len() as u64)
}

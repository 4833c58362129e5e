//! `schemas export`.

use std::fs;
use std::path::Path;

use cronofy_hooks_contract::schemas;
use cronofy_hooks_contract::text::counted;
use serde_json::json;

use crate::{CommandError, Exit, Io};

pub(super) fn export(folder: &Path, force: bool, json: bool, io: &mut Io<'_>) -> Result<Exit, CommandError> {
    let mut stale = Vec::new();
    for schema in schemas() {
        let path = folder.join(schema.kind).join(format!("{}.json", schema.name));
        match fs::read_to_string(&path) {
            Ok(present) if present == schema.text => {}
            // Check every file before writing the first one.
            Ok(_) if !force => {
                return Err(CommandError::failed(format_args!(
                    "{} has other content; choose another folder, or overwrite it with `--force`",
                    path.display()
                )));
            }
            Ok(_) => stale.push((path, schema.text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => stale.push((path, schema.text)),
            Err(error) => return Err(CommandError::file(&path, "read", &error)),
        }
    }
    for (path, text) in &stale {
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
        written.map_err(|error| CommandError::file(path, "written", &error))?;
    }
    let written = stale.len() as u64;
    if json {
        io.json(&json!({ "folder": folder.to_string_lossy(), "written": written }))?;
    } else {
        io.line(format_args!("{} written to {}", counted(written, "schema", "schemas"), folder.display()))?;
    }
    Ok(Exit::Done)
}

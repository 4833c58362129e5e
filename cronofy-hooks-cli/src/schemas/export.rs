//! `schemas export`.

use std::fs;
use std::path::Path;

use serde::Serialize;

use super::embedded::all;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::io::Io;
use crate::plain::counted;

#[derive(Serialize)]
struct Exported<'e> {
    folder: &'e str,
    written: u64,
}

pub(super) fn export(folder: &Path, force: bool, json: bool, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let mut stale = Vec::new();
    for schema in all()? {
        let path = folder.join(schema.kind).join(format!("{}.json", schema.name));
        match fs::read_to_string(&path) {
            Ok(present) if present == schema.text => {}
            // Nothing is written before everything is known to be allowed.
            Ok(_) if !force => {
                return Err(Failure::failed(format_args!(
                    "{} holds something else; choose another folder, or write over it with `--force`",
                    path.display()
                )));
            }
            Ok(_) => stale.push((path, schema.text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => stale.push((path, schema.text)),
            Err(error) => return Err(Failure::file(&path, "read", &error)),
        }
    }
    for (path, text) in &stale {
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
        written.map_err(|error| Failure::file(path, "written", &error))?;
    }
    let written = stale.len() as u64;
    if json {
        io.json(&Exported { folder: &folder.to_string_lossy(), written })?;
    } else {
        io.line(format_args!("{} written to {}", counted(written, "schema", "schemas"), folder.display()))?;
    }
    Ok(Exit::Done)
}

//! Captured bodies, in files and folders.

use std::fs;
use std::path::{Path, PathBuf};

use cronofy_hooks_contract::drift::{DriftSchemas, NoveltyLedger};
use jiff::Timestamp;
use serde_json::Value;

use crate::{CommandError, Io};

/// Compares each body with the schemas. A file that holds no body is named on standard error.
pub(super) fn observe_bodies(
    paths: &[PathBuf],
    schemas: &DriftSchemas,
    ledger: &mut NoveltyLedger,
    io: &mut Io<'_>,
) -> Result<(), CommandError> {
    for path in paths {
        let mut files = Vec::new();
        match path.is_dir() {
            true => collect(path, &mut files)?,
            false => files.push(path.clone()),
        }
        for file in files {
            let bytes = io.read_file(&file)?;
            // A body has arrived when its file was last written.
            let written = fs::metadata(&file).and_then(|file| file.modified()).ok();
            let at = written.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or_else(|| io.time());
            if !schemas.observe(&body(bytes), at, ledger) {
                io.say(format_args!("{} is left out: it is no JSON object", file.display()));
            }
        }
    }
    Ok(())
}

/// The body of a capture, which may have headers beside it.
fn body(bytes: Vec<u8>) -> Vec<u8> {
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(capture)) if capture.contains_key("headers") => match capture.get("body") {
            Some(body @ Value::Object(_)) => body.to_string().into_bytes(),
            Some(Value::String(body)) => body.clone().into_bytes(),
            _ => bytes,
        },
        _ => bytes,
    }
}

/// The `.json` files below a folder, by name.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), CommandError> {
    let unreadable = |error: std::io::Error| CommandError::file(folder, "read", &error);
    let entries = fs::read_dir(folder).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}

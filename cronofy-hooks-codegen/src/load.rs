//! Reads the schemas and samples of a folder.

use std::fs;
use std::path::Path;

use crate::error::Error;

/// A file, before anything is known about its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// Where it is below the schemas folder, with `/` between the parts.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Everything that the output depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaSet {
    /// How messages call the folder, such as `schemas`.
    pub folder: String,
    /// The schemas, in any order.
    pub schemas: Vec<SourceFile>,
    /// The samples (`samples/…`), in any order.
    pub samples: Vec<SourceFile>,
}

impl SchemaSet {
    /// Reads a folder.
    ///
    /// # Errors
    /// When a file cannot be read, or when there is no schema.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let mut files = Vec::new();
        read_folder(folder, "", &mut files)?;
        let (samples, schemas): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| file.path.starts_with("samples/"));
        // A README may stand beside the schemas; a schema that lies at the wrong place is an error.
        let schemas: Vec<_> = schemas.into_iter().filter(|file| file.path.ends_with(".json")).collect();
        if schemas.is_empty() {
            return Err(Error::Empty(folder.to_owned()));
        }
        let folder = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { folder, schemas, samples })
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let entry = entry.map_err(Error::file(folder))?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), files)?;
        } else if name.ends_with(".json") || name.ends_with(".http") {
            let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
            // A byte order mark is no part of the text.
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
            files.push(SourceFile { path: format!("{prefix}{name}"), text });
        }
    }
    files.sort();
    Ok(())
}

//! The one writer: brings files up to date, or says which are not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::error::Error;
use crate::generate::{FileContents, GeneratedFile, PAYLOADS, REQUESTS, RESPONSES};

/// What was, or would be, written and deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteOutcome {
    /// Files that are missing or hold something else.
    pub stale: Vec<PathBuf>,
    /// Files in a generated folder that no schema stands for.
    pub orphans: Vec<PathBuf>,
}

impl WriteOutcome {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.stale.is_empty() && self.orphans.is_empty()
    }
}

/// Brings the files below `root` up to date; with `check`, only looks.
///
/// A file that cannot be read or written is an error beside the outcome, because all others are still
/// dealt with.
pub fn write(root: &Path, files: &[GeneratedFile], check: bool) -> (WriteOutcome, Vec<Error>) {
    let mut outcome = WriteOutcome::default();
    let mut errors = Vec::new();
    for file in files {
        let path = root.join(&file.path);
        match ensure_file(&path, &file.contents, check) {
            Ok(true) => {}
            Ok(false) => outcome.stale.push(PathBuf::from(&file.path)),
            Err(error) => errors.push(error),
        }
    }
    let known: BTreeSet<_> = files.iter().map(|file| root.join(&file.path)).collect();
    for folder in [PAYLOADS, REQUESTS, RESPONSES] {
        if let Err(error) = remove_orphans(root, &root.join(folder), &known, check, &mut outcome.orphans) {
            errors.push(error);
        }
    }
    (outcome, errors)
}

/// Whether the file already holds the contents. If not, and unless only checking, writes it.
fn ensure_file(path: &Path, contents: &FileContents, check: bool) -> Result<bool, Error> {
    let present = match fs::read_to_string(path) {
        Ok(text) => Some(text.replace("\r\n", "\n")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::file(path)(error)),
    };
    let wanted = match contents {
        FileContents::Whole(text) => text.clone(),
        FileContents::Region { name, text } => replace_region(present.as_deref().unwrap_or_default(), name, text)
            .ok_or_else(|| Error::NoRegion { path: path.to_owned(), region: name })?,
    };
    if present.as_deref() == Some(&wanted) {
        return Ok(true);
    }
    if !check {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        fs::write(path, wanted).map_err(Error::file(path))?;
    }
    Ok(false)
}

fn replace_region(document: &str, name: &str, text: &str) -> Option<String> {
    let start = format!("<!-- generated: {name} -->\n");
    let (before, after) = document.split_once(&start)?;
    let (_, after) = after.split_once("<!-- /generated -->")?;
    Some(format!("{before}{start}\n{text}\n<!-- /generated -->{after}"))
}

/// Finds what no schema stands for, and deletes it unless only checking.
fn remove_orphans(
    root: &Path,
    folder: &Path,
    known: &BTreeSet<PathBuf>,
    check: bool,
    orphans: &mut Vec<PathBuf>,
) -> Result<(), Error> {
    if !folder.is_dir() {
        return Ok(());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        paths.push(entry.map_err(Error::file(folder))?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            remove_orphans(root, &path, known, check, orphans)?;
            let is_wanted = known.iter().any(|file| file.starts_with(&path));
            if !is_wanted && !check {
                fs::remove_dir(&path).map_err(Error::file(path))?;
            }
        } else if !known.contains(&path) {
            orphans.push(path.strip_prefix(root).unwrap_or(&path).to_owned());
            if !check {
                fs::remove_file(&path).map_err(Error::file(path))?;
            }
        }
    }
    Ok(())
}

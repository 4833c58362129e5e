//! Reads the cases and their records.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders of cases, in the order of the page.
pub(crate) const AREAS: &[&str] = &["attribute", "policy", "signature", "types", "list", "request"];

/// The last note of every message of ours.
pub(crate) const PAGE: &str = "note: see the page \"My handler does not compile\" of the documentation";

/// A case that does not compile, and the errors that rustc reports.
pub(crate) struct FailCase {
    /// `attribute/no_route`.
    pub(crate) name: String,
    /// The comment at its head: what to write instead.
    pub(crate) cure: String,
    pub(crate) recorded: String,
}

impl FailCase {
    /// The errors, each with its help and notes.
    pub(crate) fn errors(&self) -> Vec<&str> {
        let paragraphs = self.recorded.split("\n\n");
        let mut errors: Vec<&str> = paragraphs.filter(|paragraph| paragraph.starts_with("error")).collect();
        errors.retain(|error| !error.contains("could not compile") && !error.starts_with("error: aborting"));
        errors
    }
}

pub(crate) fn fail_cases(area: &str) -> Vec<FailCase> {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    let of = |path: PathBuf| {
        let source = read(&path);
        let head = source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
        FailCase {
            name: format!("{area}/{}", path.file_stem().unwrap_or_default().display()),
            cure: head.collect::<Vec<_>>().join(" "),
            recorded: read(&path.with_extension("stderr")),
        }
    };
    files(&format!("fail/{area}"), "rs").into_iter().map(of).collect()
}

pub(crate) fn all_fail_cases() -> Vec<FailCase> {
    AREAS.iter().flat_map(|area| fail_cases(area)).collect()
}

/// The files of a folder, such as `fail/list`.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder of cases");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    files
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

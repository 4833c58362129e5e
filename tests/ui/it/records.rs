//! What is recorded of the cases.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders of cases, in the order of the page.
pub(crate) const AREAS: &[&str] = &["attribute", "policy", "signature", "types", "list"];

/// A case that does not compile, and what rustc says about it.
pub(crate) struct Mistake {
    /// `attribute/no_route`.
    pub(crate) name: String,
    /// The comment at its head: what to write instead.
    pub(crate) cure: String,
    pub(crate) recorded: String,
}

impl Mistake {
    /// The errors, each with what follows it.
    pub(crate) fn errors(&self) -> Vec<&str> {
        let paragraphs = self.recorded.split("\n\n");
        let mut errors: Vec<&str> = paragraphs.filter(|paragraph| paragraph.starts_with("error")).collect();
        errors.retain(|error| !error.contains("could not compile") && !error.starts_with("error: aborting"));
        errors
    }
}

pub(crate) fn mistakes(area: &str) -> Vec<Mistake> {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    let of = |path: PathBuf| {
        let source = read(&path);
        let head = source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
        Mistake {
            name: format!("{area}/{}", path.file_stem().unwrap_or_default().display()),
            cure: head.collect::<Vec<_>>().join(" "),
            recorded: read(&path.with_extension("stderr")),
        }
    };
    files(area, "fail", "rs").into_iter().map(of).collect()
}

pub(crate) fn all_mistakes() -> Vec<Mistake> {
    AREAS.iter().flat_map(|area| mistakes(area)).collect()
}

/// The files of a folder of cases.
pub(crate) fn files(area: &str, kind: &str, extension: &str) -> Vec<PathBuf> {
    let folder = root().join(area).join(kind);
    let entries = fs::read_dir(&folder).expect("a folder of cases");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    files
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

//! The workspace: where it is, and its members.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A package of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// Below the root.
    pub(crate) folder: String,
    /// Its `Cargo.toml`.
    pub(crate) manifest: String,
}

impl Member {
    fn read(folder: String) -> Self {
        let manifest = read(&root().join(&folder).join("Cargo.toml"));
        let name = value(&manifest, "name").unwrap_or_default().to_owned();
        Self { name, folder, manifest }
    }

    /// Whether it is meant for crates.io.
    pub(crate) fn is_published(&self) -> bool {
        !self.manifest.lines().any(|line| line == "publish = false")
    }
}

/// All packages, in the order of the list.
pub(crate) fn members() -> Vec<Member> {
    list(&manifest(), "members").into_iter().map(Member::read).collect()
}

/// The packages that `cargo test` alone tests.
#[cfg(test)]
pub(crate) fn default_members() -> Vec<Member> {
    list(&manifest(), "default-members").into_iter().map(Member::read).collect()
}

/// The packages that are meant for crates.io.
pub(crate) fn published() -> Vec<Member> {
    members().into_iter().filter(Member::is_published).collect()
}

/// The `Cargo.toml` of the workspace.
pub(crate) fn manifest() -> String {
    read(&root().join("Cargo.toml"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The text of a key of a manifest: the first line that sets it.
pub(crate) fn value<'m>(manifest: &'m str, key: &str) -> Option<&'m str> {
    manifest.lines().find_map(|line| {
        let rest = line.strip_prefix(key)?.trim_start().strip_prefix('=')?;
        rest.trim().strip_prefix('"')?.strip_suffix('"')
    })
}

/// The paths of a list with one entry a line.
fn list(manifest: &str, key: &str) -> Vec<String> {
    let start = format!("{key} = [");
    let lines = manifest.lines().skip_while(|line| *line != start).skip(1).take_while(|line| *line != "]");
    lines.filter_map(|line| Some(line.trim().strip_prefix('"')?.split_once('"')?.0.to_owned())).collect()
}

/// All files of the workspace but those that are built, in order: paths below the root, with `/`.
pub(crate) fn files() -> Vec<String> {
    let mut files = Vec::new();
    walk(root(), &mut files);
    files.sort();
    files
}

fn walk(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && (name == "target" || name == ".git" || name == "node_modules") {
            continue;
        }
        if is_folder {
            walk(&path, files);
        } else if let Ok(below) = path.strip_prefix(root()) {
            files.push(portable(below));
        }
    }
}

fn portable(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The versions of all packages that a member is built from, with all its features on all platforms: names and
/// versions as `cargo tree` prints them.
pub(crate) fn dependencies(tree: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = tree
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Where cargo keeps the sources of packages from the registry.
pub(crate) fn registry_sources() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let sources = home.map(|home| home.join("registry/src")).and_then(|sources| fs::read_dir(sources).ok());
    sources.into_iter().flatten().flatten().map(|source| source.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::{dependencies, list, members, value};

    #[test]
    fn a_manifest_is_read_by_its_lines() {
        let manifest = "[package]\nname = \"a\"\nnames = \"b\"\n\nmembers = [\n  \"c\", # why\n  \"d/e\",\n]\n";
        assert_eq!(value(manifest, "name"), Some("a"));
        assert_eq!(value(manifest, "version"), None);
        assert_eq!(list(manifest, "members"), ["c", "d/e"]);
        assert_eq!(list(manifest, "default-members"), Vec::<String>::new());
    }

    #[test]
    fn every_member_has_a_name() {
        assert!(members().len() > 10);
        assert!(members().iter().all(|member| !member.name.is_empty()), "{:?}", members());
    }

    #[test]
    fn the_lines_of_a_tree_are_packages() {
        let tree = "axum v0.8.9\naxum-core v0.5.5\nmine v0.1.0 (/path)\naxum v0.8.9 (*)\n\n";
        let names: Vec<String> = dependencies(tree).into_iter().map(|(name, version)| name + "-" + &version).collect();
        assert_eq!(names, ["axum-0.8.9", "axum-core-0.5.5", "mine-0.1.0"]);
    }
}

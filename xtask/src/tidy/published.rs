//! What crates.io and docs.rs show of a package is there.

use super::rules::Fault;
use super::source::File;
use crate::workspace::value;

/// Keys that a published package sets, itself or by the workspace.
const KEYS: [&str; 8] =
    ["description", "version", "edition", "rust-version", "license", "repository", "keywords", "categories"];

pub(super) fn faults(files: &[File]) -> Vec<Fault> {
    let text = |path: &str| std::fs::read_to_string(crate::workspace::root().join(path)).ok();
    faults_of(files, &text)
}

fn faults_of(files: &[File], text: &dyn Fn(&str) -> Option<String>) -> Vec<Fault> {
    let manifests = files.iter().filter(|file| file.name() == "Cargo.toml" && file.text.contains("[package]"));
    let published = manifests.filter(|file| !file.text.contains("\npublish = false\n"));
    published
        .flat_map(|manifest| {
            let folder = manifest.path.trim_end_matches("Cargo.toml");
            let faults = complaints(folder, manifest, text);
            faults.into_iter().map(move |why| Fault::new(format!("{folder} {why}"), format!("{folder}: {why}")))
        })
        .collect()
}

fn complaints(folder: &str, manifest: &File, text: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut complaints = Vec::new();
    for key in KEYS {
        let starts = |line: &str, rest: &str| line.strip_prefix(key).is_some_and(|after| after.starts_with(rest));
        if !manifest.text.lines().any(|line| starts(line, " = ") || starts(line, ".workspace = true")) {
            complaints.push(format!("no {key}"));
        }
    }
    // Copies: a link is not followed on every system that packs or unpacks.
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let copy = text(&format!("{folder}{licence}"));
        if copy.is_none() || copy != text(licence) {
            complaints.push(format!("{licence} is not that of the repository"));
        }
    }
    let readme = value(&manifest.text, "readme").unwrap_or("README.md");
    if text(&format!("{folder}{readme}")).is_none() {
        complaints.push("no README".to_owned());
    }
    let docs = "[package.metadata.docs.rs]\nall-features = true\n";
    if manifest.text.contains("[features]") && !manifest.text.contains(docs) {
        complaints.push("docs.rs shows the default features only".to_owned());
    }
    let library = text(&format!("{folder}src/lib.rs")).unwrap_or_default();
    if manifest.text.contains("[features]") && !library.contains("#![cfg_attr(docsrs, feature(doc_cfg))]\n") {
        complaints.push("docs.rs does not show which feature an item needs".to_owned());
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::faults_of;
    use crate::tidy::source::File;

    const COMPLETE: &str = "[package]\nname = \"a\"\ndescription = \"A\"\nversion.workspace = true\n\
                            edition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n\
                            repository.workspace = true\nkeywords = []\ncategories = []\n";

    fn complaints(manifest: &str, missing: &str) -> Vec<String> {
        let text = |path: &str| (path != missing).then(|| path.rsplit('/').next().unwrap_or_default().to_owned());
        let faults = faults_of(&[File::new("a/Cargo.toml", manifest)], &text);
        faults.into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(complaints(COMPLETE, ""), Vec::<String>::new());
        assert_eq!(complaints(&COMPLETE.replace("keywords", "words"), ""), ["a/: no keywords"]);
        assert_eq!(complaints(COMPLETE, "a/README.md"), ["a/: no README"]);
        assert_eq!(complaints(COMPLETE, "a/LICENSE-MIT"), ["a/: LICENSE-MIT is not that of the repository"]);
        let features = format!("{COMPLETE}\n[features]\nb = []\n");
        assert_eq!(
            complaints(&features, ""),
            ["a/: docs.rs shows the default features only", "a/: docs.rs does not show which feature an item needs"]
        );
    }

    #[test]
    fn what_is_not_published_is_not_looked_at() {
        assert_eq!(complaints("[package]\nname = \"a\"\npublish = false\n", ""), Vec::<String>::new());
    }
}

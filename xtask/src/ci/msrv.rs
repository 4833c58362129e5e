//! The Rust that the published packages declare, against what their dependencies declare.

use std::fs;

use crate::command::{Outcome, cargo, output, print};
use crate::workspace::{Member, dependencies, manifest, published, registry_sources, value};

/// Packages with features that need a newer Rust than the package declares.
const NEWER: [(&str, &str); 2] = [
    // `sqlite` and `postgres`: sqlx declares it.
    ("cronofy-hooks", "1.94"),
    ("cronofy-hooks-client", "1.94"),
];

/// # Errors
/// When a published package declares an older Rust than a dependency does.
pub(super) fn check() -> Outcome {
    let shared = manifest();
    for member in published() {
        let declared = value(&member.manifest, "rust-version").or_else(|| value(&shared, "rust-version"));
        let declared = declared.ok_or_else(|| format!("{} declares no rust-version", member.name))?;
        compare(&member.name, declared, &newest_of(&member, &[])?)?;
        let newer = NEWER.iter().find(|(name, _)| *name == member.name).map_or(declared, |(_, newer)| newer);
        compare(&format!("{}, all features", member.name), newer, &newest_of(&member, &["--all-features"])?)?;
    }
    Ok(())
}

fn compare(what: &str, declared: &str, (needed, by): &(String, String)) -> Outcome {
    print(&format!("{what:<40} Rust {declared}; {by} needs {needed}"));
    if version(needed) > version(declared) {
        return Err(format!("{what}: declares Rust {declared}, but {by} needs {needed}"));
    }
    Ok(())
}

/// The newest Rust that a dependency of a package declares, and which one that is.
fn newest_of(member: &Member, features: &[&str]) -> Outcome<(String, String)> {
    let tree = ["tree", "--package", &member.name, "--edges", "normal,build", "--target", "all"];
    let tree = [&tree[..], &["--prefix", "none", "--format", "{p}"], features].concat();
    let printed = output(&mut cargo(&tree))?;
    let sources = registry_sources();
    // The edition's own.
    let mut newest = ("1.85".to_owned(), "the edition".to_owned());
    for (name, its_version) in dependencies(&printed) {
        let by = format!("{name}-{its_version}");
        let manifests = sources.iter().map(|source| source.join(&by).join("Cargo.toml"));
        let manifest = manifests.filter_map(|path| fs::read_to_string(path).ok()).next();
        let needed = manifest.as_deref().and_then(|manifest| value(manifest, "rust-version"));
        if let Some(needed) = needed.filter(|needed| version(needed) > version(&newest.0)) {
            newest = (needed.to_owned(), by);
        }
    }
    Ok(newest)
}

fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|number| number.parse().unwrap_or(0)).collect();
    numbers.resize(3, 0);
    numbers
}

#[cfg(test)]
mod tests {
    use super::{compare, version};

    #[test]
    fn a_dependency_that_needs_a_newer_rust_is_refused() {
        let needed = |version: &str| (version.to_owned(), "a-1.0.0".to_owned());
        assert_eq!(compare("b", "1.88", &needed("1.88.0")), Ok(()));
        assert_eq!(compare("b", "1.100", &needed("1.88")), Ok(()));
        let message = compare("b", "1.88", &needed("1.94.0")).expect_err("it is newer");
        assert_eq!(message, "b: declares Rust 1.88, but a-1.0.0 needs 1.94.0");
    }

    #[test]
    fn versions_are_numbers() {
        assert!(version("1.9") < version("1.10"));
        assert_eq!(version("1.88"), version("1.88.0"));
    }
}

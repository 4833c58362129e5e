//! The Rust that the published packages declare, against what their dependencies declare and their sources need.
//! Clippy's `incompatible_msrv` refuses what the standard library of that version does not have.

use std::fs;

use crate::command::{Outcome, cargo, output, print};
use crate::workspace::{Member, dependencies, files, manifest, members, published, registry_sources, root, value};

/// Packages with features that need a newer Rust than the package declares.
const NEWER: [(&str, &str); 4] = [
    // `sqlite` and `postgres`: sqlx declares it.
    ("cronofy-hooks", "1.94"),
    ("cronofy-hooks-client", "1.94"),
    ("cronofy-hooks-sync", "1.94"),
    // `validate`: jsonschema brings a crate for WebAssembly that declares it.
    ("cronofy-hooks-contract", "1.87"),
];

/// The first Rust with `if … && let …`, which no lint finds.
const LET_CHAINS: &str = "1.88";

/// # Errors
/// When a published package declares an older Rust than a dependency does, or than its sources need.
pub(super) fn check() -> Outcome {
    let shared = manifest();
    for member in published() {
        let declared = value(&member.manifest, "rust-version").or_else(|| value(&shared, "rust-version"));
        let declared = declared.ok_or_else(|| format!("{} declares no rust-version", member.name))?;
        compare(&member.name, declared, &newest_of(&member, &[])?)?;
        let newer = NEWER.iter().find(|(name, _)| *name == member.name).map_or(declared, |(_, newer)| newer);
        compare(&format!("{}, all features", member.name), newer, &newest_of(&member, &["--all-features"])?)?;
        if version(declared) < version(LET_CHAINS) {
            without_let_chains(&member)?;
        }
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

fn without_let_chains(member: &Member) -> Outcome {
    let sources = format!("{}/src/", member.folder);
    let is_source = |path: &String| path.starts_with(&sources) && path.ends_with(".rs");
    for path in files().into_iter().filter(is_source) {
        let text = fs::read_to_string(root().join(&path)).map_err(|error| format!("cannot read {path}: {error}"))?;
        if let Some(line) = let_chain(&text) {
            return Err(format!("{path}:{line}: a `let` among several conditions needs Rust {LET_CHAINS}"));
        }
    }
    Ok(())
}

/// The first line of a `let` among several conditions, as rustfmt lays them out.
fn let_chain(text: &str) -> Option<usize> {
    let begins = |line: &str| ["if let ", "while let ", "} else if let "].iter().any(|start| line.starts_with(start));
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let follows = |at: usize| lines.get(at + 1).is_some_and(|next| next.starts_with("&& "));
    let is_chain = |&(at, line): &(usize, &&str)| line.contains("&& let ") || (begins(line) && follows(at));
    lines.iter().enumerate().find(is_chain).map(|(at, _)| at + 1)
}

/// The newest Rust that a dependency of a package declares, and which one that is.
fn newest_of(member: &Member, features: &[&str]) -> Outcome<(String, String)> {
    let tree = ["tree", "--package", &member.name, "--edges", "normal,build", "--target", "all"];
    let tree = [&tree[..], &["--prefix", "none", "--format", "{p}"], features].concat();
    let printed = output(&mut cargo(&tree))?;
    let sources = registry_sources();
    // The edition's own.
    let mut newest = ("1.85".to_owned(), "the edition".to_owned());
    // What packing left of this workspace's own packages is older than they are.
    let own: Vec<String> = members().into_iter().map(|member| member.name).collect();
    for (name, its_version) in dependencies(&printed).into_iter().filter(|(name, _)| !own.contains(name)) {
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
    use super::{compare, let_chain, version};

    #[test]
    fn a_let_among_several_conditions_is_found() {
        assert_eq!(let_chain("fn a() {\n    if b\n        && let Some(c) = d\n    {"), Some(3));
        assert_eq!(let_chain("    } else if let Some(c) = d\n        && c > 1\n    {"), Some(1));
        assert_eq!(let_chain("if let Some(c) = d.filter(|d| d.e && d.f) {\n    while let Some(g) = h {"), None);
    }

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

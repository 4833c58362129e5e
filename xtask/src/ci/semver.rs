//! The public API against that of the last release.

use crate::command::{Outcome, cargo, command, output, run, succeeds};
use crate::workspace::published;

/// # Errors
/// When there is no release yet, or the API changed more than the version says.
pub(super) fn check() -> Outcome {
    let tags = output(&mut command("git", &["tag", "--list", "v*", "--sort=-version:refname"]))?;
    let last = tags.lines().next().ok_or("no tag `v…` to compare with: nothing is released yet")?;
    if !succeeds("cargo-semver-checks", &["--version"]) {
        run(&mut cargo(&["install", "--quiet", "--locked", "cargo-semver-checks"]))?;
    }
    for member in published() {
        run(&mut cargo(&["semver-checks", "--package", &member.name, "--baseline-rev", last]))?;
    }
    Ok(())
}

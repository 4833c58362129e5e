//! Everything that `cargo deny` checks, with the known faults of dependencies.

use crate::command::{Outcome, cargo, run, succeeds};

/// # Errors
/// When a dependency has a known fault, or the database cannot be fetched from its git host.
pub(super) fn check() -> Outcome {
    if !succeeds("cargo-deny", &["--version"]) {
        run(&mut cargo(&["install", "--quiet", "--locked", "cargo-deny@0.20.2"]))?;
    }
    run(&mut cargo(&["deny", "--all-features", "check"]))
}

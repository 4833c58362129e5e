//! What would be published.

use crate::command::{Outcome, cargo, run};

/// # Errors
/// When a package lacks a file, or does not build from what it holds.
pub(super) fn check() -> Outcome {
    // In order of dependency, each built from the packages of the others.
    run(&mut cargo(&["publish", "--workspace", "--dry-run", "--allow-dirty", "--all-features"]))
}

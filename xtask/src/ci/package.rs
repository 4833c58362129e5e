//! What would be published.

use crate::command::{Outcome, cargo, run};

/// In order of dependency, and nothing is uploaded.
const PUBLISH: [&str; 4] = ["publish", "--workspace", "--dry-run", "--allow-dirty"];

/// # Errors
/// When a manifest lacks something that the registry asks for.
pub(super) fn pack() -> Outcome {
    run(&mut cargo(&[&PUBLISH[..], &["--quiet", "--no-verify"]].concat()))
}

/// # Errors
/// When a package does not build from what it holds, with the packages of the others.
pub(super) fn build() -> Outcome {
    run(&mut cargo(&PUBLISH))
}

//! The oldest versions of direct dependencies that the manifests allow.

use std::fs;

use crate::command::{Outcome, cargo, run};
use crate::workspace::{published, root};

/// # Errors
/// When a published package does not build with them.
pub(super) fn check() -> Outcome {
    let lock = root().join("Cargo.lock");
    let before = fs::read_to_string(&lock).map_err(|error| format!("cannot read Cargo.lock: {error}"))?;
    let checked = update_and_check();
    fs::write(&lock, before).map_err(|error| format!("cannot restore Cargo.lock: {error}"))?;
    checked
}

fn update_and_check() -> Outcome {
    // The option is unstable; the packages themselves are built with the stable compiler as it is.
    run(cargo(&["update", "-Z", "direct-minimal-versions"]).env("RUSTC_BOOTSTRAP", "1"))?;
    for member in published() {
        run(&mut cargo(&["check", "--quiet", "--package", &member.name, "--all-features"]))?;
    }
    Ok(())
}

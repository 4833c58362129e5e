//! Known faults of dependencies.

use super::jobs::install_cargo_deny;
use crate::command::{Outcome, cargo, run};

/// # Errors
/// When a dependency has a known fault, or the database cannot be fetched from its git host.
pub(super) fn check() -> Outcome {
    install_cargo_deny()?;
    run(&mut cargo(&["deny", "--all-features", "check", "advisories"]))
}

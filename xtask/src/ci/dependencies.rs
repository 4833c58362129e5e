//! What features bring into an application.

use std::collections::BTreeSet;

use crate::command::{Outcome, cargo, output};
use crate::workspace::dependencies;

/// The crates that the feature `serve` adds: those of axum's own server, and signals.
const SERVER: [&str; 11] = [
    "atomic-waker",
    "errno",
    "httparse",
    "httpdate",
    "hyper",
    "hyper-util",
    "libc",
    "mio",
    "signal-hook-registry",
    "smallvec",
    "socket2",
];

/// The crates that only an inbox needs.
const INBOX: [&str; 4] = ["fastrand", "metrics", "sqlx", "tokio-macros"];

/// The crates that only commands other than `trigger` and `verify` need.
const COMMANDS: [&str; 6] =
    ["clap_complete", "cronofy-hooks-codegen", "cronofy-hooks-sandbox", "jsonschema", "metrics", "sqlx"];

/// # Errors
/// When the feature `serve` brings other crates than recorded.
pub(super) fn of_the_server() -> Outcome {
    let (without, with) = (library(&["--no-default-features"])?, library(&[])?);
    let brought: BTreeSet<&str> = with.difference(&without).map(String::as_str).collect();
    let recorded = BTreeSet::from(SERVER);
    if brought == recorded {
        return Ok(());
    }
    let (more, fewer): (Vec<_>, Vec<_>) =
        (brought.difference(&recorded).collect(), recorded.difference(&brought).collect());
    Err(format!("the feature `serve` brings {more:?} as well, and no longer {fewer:?}"))
}

/// # Errors
/// When the library brings crates that only an inbox needs.
pub(super) fn without_an_inbox() -> Outcome {
    let brought = library(&[])?;
    let inbox: Vec<&str> = INBOX.into_iter().filter(|name| brought.contains(*name)).collect();
    if inbox.is_empty() { Ok(()) } else { Err(format!("without an inbox cronofy-hooks depends on {inbox:?}")) }
}

/// # Errors
/// When `trigger` and `verify` alone bring crates that only other commands need.
pub(super) fn of_the_bare_command_line() -> Outcome {
    let brought = crates("cronofy-hooks-cli", &["--no-default-features"])?;
    let others: Vec<&str> = COMMANDS.into_iter().filter(|name| brought.contains(*name)).collect();
    if others.is_empty() { Ok(()) } else { Err(format!("the bare command line depends on {others:?}")) }
}

fn library(features: &[&str]) -> Outcome<BTreeSet<String>> {
    crates("cronofy-hooks", features)
}

/// The names of the crates that a package is built from.
fn crates(package: &str, features: &[&str]) -> Outcome<BTreeSet<String>> {
    let tree = ["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let printed = output(&mut cargo(&[&tree[..], features].concat()))?;
    Ok(dependencies(&printed).into_iter().map(|(name, _)| name).collect())
}

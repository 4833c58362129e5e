//! The programs of the examples.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::workspace::root;

/// Builds an example where the tests themselves were built, and says where its program is.
///
/// # Panics
/// When it does not build; the message has what the compiler says.
#[must_use]
pub fn example(package: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let target = tests.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    let target = target.expect("the tests run from a target directory of cargo");
    let mut cargo = Command::new(env!("CARGO"));
    // The packages that the tests were built with, and a test, whose dependencies count: every crate then has the
    // features that it was built with already, and only the program is linked.
    let selection: &[&str] = if cfg!(feature = "_postgres-tests") { &["--workspace", "--all-features"] } else { &[] };
    cargo.arg("build").args(selection).args(["--bin", package, "--test", "allocations"]);
    cargo.args(["--message-format", "json-render-diagnostics"]);
    let built = cargo.arg("--target-dir").arg(target).current_dir(root()).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8(built.stdout).unwrap();
    let mut executables = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        (message["target"]["name"] == package).then(|| message["executable"].as_str().map(PathBuf::from))?
    });
    executables.next_back().expect("cargo built the example")
}

//! Counts errors as rustc does. Cargo shows equal messages about one place once, so a record can have fewer
//! errors than rustc found.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use super::records::{all_fail_cases, root};

/// Compiles the project that trybuild has left behind once more, and reads what rustc itself reports.
pub(crate) fn each_error_is_recorded() {
    let trybuild = target().join("tests/trybuild");
    let output = Command::new(env::var_os("CARGO").expect("cargo runs the tests"))
        .args(["check", "--offline", "--keep-going", "--message-format=json", "--manifest-path"])
        .arg(trybuild.join(env!("CARGO_PKG_NAME")).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(trybuild.join("counted"))
        .output()
        .expect("cargo to start");
    let mut errors: BTreeMap<String, usize> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = message["message"]["message"].as_str().unwrap_or_default();
        if message["message"]["level"] == "error" && !text.starts_with("aborting due to") {
            let case = fs::canonicalize(message["target"]["src_path"].as_str().expect("a path")).expect("a file");
            let case = case.with_extension("");
            let case = case.strip_prefix(root().join("fail")).expect("a case").display().to_string();
            *errors.entry(case.replace('\\', "/")).or_default() += 1;
        }
    }
    // With a filter, trybuild compiles some of them.
    assert!(!errors.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    for case in all_fail_cases() {
        if let Some(counted) = errors.get(&case.name) {
            assert_eq!(*counted, case.errors().len(), "{}: rustc reports more than the record has", case.name);
        }
    }
}

/// The folder that trybuild uses: that of the workspace.
fn target() -> PathBuf {
    fs::canonicalize(root().join("../../target")).expect("the folder of the build")
}

//! Installs a client library below the target directory, once for each of its lists of versions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where a client library is kept between runs.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients").join(name)
}

/// Runs the commands, each with what it needs, unless they ran with the same versions before.
pub(crate) fn install<const N: usize>(
    folder: &Path,
    versions: &[&Path],
    commands: impl FnOnce() -> [(Command, &'static str); N],
) {
    let wanted: String = versions.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let done = folder.join("installed.txt");
    if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return;
    }
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    fs::create_dir_all(folder).unwrap();
    for (mut command, needs) in commands() {
        let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; this test needs {needs}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?} failed; this test needs {needs}\n{said}");
    }
    // Last, so that an installation which broke off begins again.
    fs::write(done, wanted).unwrap();
}

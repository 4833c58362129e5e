//! Installs a library below the target directory, once for each of its lists of versions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Tests that run at once may need the same library.
static INSTALLING: Mutex<()> = Mutex::new(());

/// Where a library is kept between runs. `target` is `CARGO_TARGET_TMPDIR`, which only tests have.
#[must_use]
pub fn folder(target: &str, name: &str) -> PathBuf {
    Path::new(target).join("clients").join(name)
}

/// Runs the commands, each with what it needs, unless they ran with the same versions before.
///
/// # Panics
/// When a command fails, with what it needs.
pub fn install<const N: usize>(
    folder: &Path,
    versions: &[&Path],
    commands: impl FnOnce() -> [(Command, &'static str); N],
) {
    let _guard = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
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

/// What installs the packages of a list into an environment of their own.
#[must_use]
pub fn pip(folder: &Path, requirements: &Path) -> [(Command, &'static str); 2] {
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]);
    pip.arg(requirements);
    [(venv, "python3 with its venv: on Debian, apt-get install python3-venv"), (pip, "a package registry")]
}

/// What installs the packages of a `package.json` and its lock.
#[must_use]
pub fn npm(folder: &Path, files: &[PathBuf; 2]) -> [(Command, &'static str); 2] {
    let mut copy = Command::new("cp");
    copy.args(files).arg(folder);
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]).current_dir(folder);
    [(copy, "the files beside this test"), (npm, "npm and a package registry: on Debian, apt-get install nodejs npm")]
}

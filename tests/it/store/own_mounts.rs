//! Tests with mounts of their own: file systems that no other process sees, and that end with this
//! process.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::wait::eventually;

/// Set in the process that has mounts of its own.
const MARK: &str = "CRONOFY_HOOKS_TESTS_OWN_MOUNTS";

/// Runs a test, by its whole name, once more in a process with mounts of its own, and says whether
/// this is that process.
///
/// # Panics
/// When the test fails there, or when this machine does not allow it: a test that is left out would
/// show nothing.
pub(super) fn has_own_mounts(test: &str) -> bool {
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    // Without the name of the crate, as the test binary knows it.
    let (_, test) = test.split_once("::").unwrap();
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation=private"]);
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        // In there they may mount, and are still no root: PostgreSQL refuses to run as root.
        command.args(["--map-current-user", "--keep-caps"]);
    }
    command.arg(std::env::current_exe().unwrap()).args([test, "--exact", "--nocapture"]).env(MARK, "1");
    let output = command.output().expect("`unshare` of util-linux is installed");
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(
        output.status.success() && printed.contains("1 passed"),
        "{test} failed with mounts of its own; if it could not mount, allow user namespaces on this machine, or run \
         the tests as root:\n{printed}\n{errors}"
    );
    false
}

/// Puts a file system of one megabyte, in memory, over a folder.
pub(super) fn mount_small(folder: &Path, options: &str) {
    mount(&["-t", "tmpfs", "-o", &format!("size=1m,{options}"), "tmpfs"], folder);
}

/// Leaves no room at all in a folder, until the file that this returns is removed.
pub(super) fn fill(folder: &Path) -> PathBuf {
    let filler = folder.join("filler");
    let mut file = File::create(&filler).unwrap();
    loop {
        match file.write(&[0; 512]) {
            Ok(written) => assert!(written > 0),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::StorageFull);
                return filler;
            }
        }
    }
}

/// Makes a folder, and all that is in it, read-only.
pub(super) fn mount_read_only(folder: &Path) {
    let source = folder.to_str().unwrap();
    mount(&["--bind", source], folder);
    mount(&["-o", "remount,bind,ro"], folder);
}

/// Undoes either as soon as no file on it is open: connections that failed are closed in the background.
pub(super) async fn unmount(folder: &Path) {
    eventually("no process uses the mount", async || {
        Command::new("umount").arg(folder).output().unwrap().status.success().then_some(())
    })
    .await;
}

fn mount(arguments: &[&str], folder: &Path) {
    run(Command::new("mount").args(arguments).arg(folder));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

//! A file that cannot be written to.
//!
//! Permissions do not bind root, who runs these tests in a container: files are made immutable, which
//! binds every process, also those that have the file open; folders are mounted read-only.

use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::process::Command;

use super::SqliteFolder;
use crate::store::app::StoreApp;
use crate::store::own_mounts::{has_own_mounts, mount_read_only, unmount};

const READ_ONLY: &str = "the file is read-only; let this user write to it and to the folder that it is in";

/// Files that no process can change until this is dropped.
struct Immutable(Vec<PathBuf>);

impl Immutable {
    fn new(files: impl IntoIterator<Item = PathBuf>) -> Self {
        let files = Self(files.into_iter().collect());
        files.apply("+i");
        files
    }

    fn apply(&self, how: &str) {
        let mut command = Command::new("chattr");
        if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
            command = Command::new("sudo");
            command.args(["-n", "chattr"]);
        }
        let output = command.arg(how).args(&self.0).output();
        let output = output.expect("`chattr` of e2fsprogs is installed, and `sudo` for those who are not root");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "run this test as root or with sudo that asks for no password, with TMPDIR on ext4, XFS or Btrfs: {errors}"
        );
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        self.apply("-i");
    }
}

#[tokio::test]
async fn a_file_that_is_read_only_for_a_while() {
    let folder = SqliteFolder::new();
    let mut app = StoreApp::start(folder.open().await);
    app.accept("before").await;
    app.calls.close_gate();
    app.accept("slow").await;
    app.begins("slow").await;
    // Not the `-shm` file: the first reader after a change writes its position into this shared memory, and
    // the system ends a process that may not write there.
    let immutable = Immutable::new(["", "-wal"].map(|end| folder.beside(end)));
    for event in ["one", "two"] {
        app.refuse(event).await;
    }
    assert_eq!(app.refusal().await, format!("Unavailable: {READ_ONLY}"));
    app.logs(&["WARN", "message=refused", READ_ONLY]).await;
    app.calls.open_gate();
    app.logs(&["WARN", "the result of a job could not be stored", READ_ONLY]).await;

    drop(immutable);
    app.accept_at_last("after").await;
    app.ends_well().await;
}

#[tokio::test]
async fn a_folder_that_is_read_only_at_the_start() {
    if !has_own_mounts(concat!(module_path!(), "::a_folder_that_is_read_only_at_the_start")) {
        return;
    }
    let folder = SqliteFolder::new();
    mount_read_only(folder.path());
    let cannot = "Unavailable: the file cannot be opened; check that it exists, and that this user may write to it and \
        to its folder";
    assert_eq!(folder.refusal().await, cannot);
    unmount(folder.path()).await;

    let mut app = StoreApp::start(folder.open().await);
    app.accept("before").await;
    app.handles_everything().await;
    app.stop().await;
    mount_read_only(folder.path());
    assert_eq!(folder.refusal().await, cannot);
    unmount(folder.path()).await;

    let mut app = StoreApp::start(folder.open().await);
    app.accept("after").await;
    app.handles_everything().await;
    assert_eq!(app.jobs().await.len(), 2);
    app.stop().await;
}

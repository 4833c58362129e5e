//! [`folder`]: where the files of a victim are.

use std::path::Path;

use tempfile::TempDir;

/// A new folder, in memory where the system has room for files there: the checks open thousands of
/// files, and SQLite waits for the disk each time it closes one.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn folder() -> TempDir {
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix("cronofy-hooks-faults-");
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() };
    made.or_else(|_| builder.tempdir()).unwrap()
}

//! [`KeptFolder`]: where a test keeps its files.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A temporary folder, which stays where it is when a test fails.
#[derive(Debug)]
pub struct KeptFolder(PathBuf);

impl KeptFolder {
    /// Makes a new one.
    ///
    /// # Panics
    /// When it cannot.
    #[must_use]
    pub fn new() -> Self {
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("cronofy-hooks-crash-{}-{number}", std::process::id()));
        // A process of the same number may have been killed before.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self(path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Default for KeptFolder {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for KeptFolder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // Ignore errors: a folder that stays is no failure.
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

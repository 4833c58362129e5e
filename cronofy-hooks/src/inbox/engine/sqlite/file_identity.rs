//! [`FileIdentity`]: identifies a file, also when its name changes.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Device and number of a file. No file has the default.
///
/// A system without such numbers does not let the name of an open file change: there, all files count as
/// the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FileIdentity {
    device: u64,
    number: u64,
}

impl FileIdentity {
    pub(super) fn of(file: &File) -> io::Result<Self> {
        file.metadata().map(|metadata| identity_and_links(&metadata).0)
    }

    pub(super) fn number(self) -> u64 {
        self.number
    }
}

pub(super) fn identity(path: &Path) -> io::Result<FileIdentity> {
    links(path).map(|(identity, _)| identity)
}

/// The identity of a file, and how many names it has.
pub(super) fn links(path: &Path) -> io::Result<(FileIdentity, u64)> {
    fs::metadata(path).map(|metadata| identity_and_links(&metadata))
}

#[cfg(unix)]
fn identity_and_links(metadata: &Metadata) -> (FileIdentity, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (FileIdentity { device: metadata.dev(), number: metadata.ino() }, metadata.nlink())
}

#[cfg(not(unix))]
fn identity_and_links(_: &Metadata) -> (FileIdentity, u64) {
    (FileIdentity { device: 0, number: 1 }, 1)
}

/// The files that this process has open, with the names that they have now; `None` when the system cannot list them.
pub(super) fn open_files() -> Option<Vec<(PathBuf, FileIdentity)>> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let open = fs::read_dir("/proc/self/fd").ok()?.flatten().filter_map(|descriptor| {
        let path = descriptor.path();
        let name = fs::read_link(&path).ok()?;
        // Linux adds this to the name of a deleted file.
        let name = name.to_str().and_then(|name| name.strip_suffix(" (deleted)")).map_or(name.clone(), PathBuf::from);
        Some((name, identity(&path).ok()?))
    });
    Some(open.collect())
}

//! [`Binaries`]: where PostgreSQL is installed.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the programs of the server.
#[derive(Debug)]
pub(crate) struct Binaries(PathBuf);

impl Binaries {
    /// As [`Binaries::find_any`].
    pub(crate) fn find() -> Self {
        let cure = "no PostgreSQL server is installed, which these tests start; install postgresql: \
                    apt-get install postgresql";
        Self::find_any().expect(cure)
    }

    /// On the path, as `pg_config` says, or where Debian puts them: the newest.
    pub(crate) fn find_any() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
            folders.push(String::from_utf8_lossy(&output.stdout).trim().into());
        }
        folders.extend(of_debian());
        folders.into_iter().find(|folder| is_complete(folder)).map(Self)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn of_debian() -> Vec<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path()).collect();
    folders.sort_by_key(|folder| {
        let version = folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
        std::cmp::Reverse(version)
    });
    folders.into_iter().map(|folder| folder.join("bin")).collect()
}

fn is_complete(folder: &Path) -> bool {
    ["postgres", "initdb", "createdb", "pg_basebackup", "pg_isready", "psql"]
        .iter()
        .all(|name| folder.join(name).is_file())
}

//! [`BenchFolder`]: where all sides keep their files, on the same disk.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use cronofy_hooks_postgres_server::Server;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::sync::OnceCell;

use crate::sides::BoxError;

/// A temporary folder and a server of its own, both gone when this is dropped.
#[derive(Debug)]
pub(crate) struct BenchFolder {
    /// Dropped first: its files are in the folder.
    server: OnceCell<Arc<Server>>,
    folder: RemovedFolder,
}

#[derive(Debug)]
struct RemovedFolder(PathBuf);

/// Where one store keeps its files.
#[derive(Debug)]
pub(crate) struct StoreFolder<'p> {
    place: &'p BenchFolder,
    pub(crate) folder: PathBuf,
    databases: Mutex<Vec<String>>,
}

impl BenchFolder {
    pub(crate) fn in_folder(parent: &Path) -> Result<Self, BoxError> {
        let path = parent.join(format!("cronofy-hooks-inbox-bench-{}", std::process::id()));
        std::fs::create_dir(&path).map_err(|error| format!("cannot create {}: {error}", path.display()))?;
        Ok(Self { server: OnceCell::new(), folder: RemovedFolder(path.canonicalize()?) })
    }

    /// The file system and its options, if the system reports them.
    pub(crate) fn file_system(&self) -> String {
        let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
        let found = mounts.lines().filter_map(|line| {
            let mut words = line.split(' ');
            let (device, at, kind, options) = (words.next()?, words.next()?, words.next()?, words.next()?);
            self.folder.0.starts_with(at).then(|| (at.len(), format!("{kind} ({options}) on {device}")))
        });
        found.max().map_or_else(|| "an unknown file system".to_owned(), |(_, text)| text)
    }

    /// An empty folder, and new databases where they are asked for.
    pub(crate) fn room(&self, name: &str) -> Result<StoreFolder<'_>, BoxError> {
        let folder = self.folder.0.join(name);
        std::fs::create_dir(&folder)?;
        Ok(StoreFolder { place: self, folder, databases: Mutex::default() })
    }

    /// Waits until nothing of earlier sides is left to write.
    pub(crate) async fn calm_down(&self) -> Result<(), BoxError> {
        if let Some(server) = self.server.get() {
            let mut connection = PgConnection::connect(&server.url()).await?;
            connection.execute("CHECKPOINT").await?;
            connection.close().await?;
        }
        tokio::task::spawn_blocking(|| Command::new("sync").status()).await??;
        Ok(())
    }

    /// The first process of the server.
    pub(crate) async fn server_process(&self) -> Result<u32, BoxError> {
        let mut connection = PgConnection::connect(&self.server().await?.url()).await?;
        let file = sqlx::query_scalar::<_, String>("SELECT pg_read_file('postmaster.pid')");
        let file = file.fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(file.lines().next().unwrap_or_default().parse()?)
    }

    async fn server(&self) -> Result<&Arc<Server>, BoxError> {
        let folder = self.folder.0.clone();
        let start = || async { tokio::task::spawn_blocking(move || Server::start_in(&folder)).await.map(Arc::new) };
        Ok(self.server.get_or_try_init(start).await?)
    }
}

impl StoreFolder<'_> {
    /// A new database, in a server that all share.
    pub(crate) async fn database(&self) -> Result<String, BoxError> {
        let server = Arc::clone(self.place.server().await?);
        let url = tokio::task::spawn_blocking(move || server.create_database()).await?;
        self.databases.lock().unwrap_or_else(PoisonError::into_inner).push(url.clone());
        Ok(url)
    }

    /// How many bytes a closed store takes: its files and its databases.
    pub(crate) async fn stored(&self) -> Result<u64, BoxError> {
        let mut bytes = 0;
        for entry in std::fs::read_dir(&self.folder)? {
            bytes += entry?.metadata()?.len();
        }
        let urls = self.databases.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for url in urls {
            let mut connection = PgConnection::connect(&url).await?;
            let size = "SELECT pg_database_size(current_database()) - pg_database_size('template1')";
            bytes += u64::try_from(sqlx::query_scalar::<_, i64>(size).fetch_one(&mut connection).await?)?;
            connection.close().await?;
        }
        Ok(bytes)
    }

    /// Removes what is left of a store that was closed.
    pub(crate) async fn remove(self) -> Result<(), BoxError> {
        std::fs::remove_dir_all(&self.folder)?;
        for url in self.databases.into_inner().unwrap_or_else(PoisonError::into_inner) {
            let name = url.rsplit('/').next().unwrap_or_default();
            let mut connection = PgConnection::connect(&self.place.server().await?.url()).await?;
            connection.execute(sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await?;
            connection.close().await?;
        }
        Ok(())
    }
}

impl Drop for RemovedFolder {
    fn drop(&mut self) {
        // Ignore errors: nothing can be done about them here.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

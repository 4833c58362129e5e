//! The file of a [`SqliteTokenStore`](crate::SqliteTokenStore): its owner alone may read it.

use std::path::Path;

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

/// A pool on this file, which is made unless it is there.
pub(super) async fn open(file: &Path) -> Result<SqlitePool, sqlx::Error> {
    make_private(file);
    SqlitePool::connect_with(SqliteConnectOptions::new().filename(file).create_if_missing(true)).await
}

/// Never opens a file that exists: closing it would drop SQLite's locks on it.
fn make_private(file: &Path) {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // SQLite reports why the file cannot be made.
    drop(options.open(file));
}

/// Logs that others than the owner can read the file. The application may want that, so its permissions stay.
pub(super) async fn warn_of_readers(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    // Empty for a database in memory.
    let file: Option<String> =
        sqlx::query_scalar("SELECT file FROM pragma_database_list WHERE name = 'main'").fetch_one(pool).await?;
    let file = file.unwrap_or_default();
    #[cfg(unix)]
    if let Ok(metadata) = std::fs::metadata(&file) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
        if mode & 0o077 != 0 {
            tracing::warn!(
                file,
                mode = format_args!("{:o}", mode & 0o777),
                "other users of this machine can read the tokens; run `chmod 600` on the file, and make it with \
                 `SqliteTokenStore::open`"
            );
        }
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

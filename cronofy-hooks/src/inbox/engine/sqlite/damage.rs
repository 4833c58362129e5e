//! Checks a file for damage before it is used.

use std::time::{Duration, Instant};

use sqlx::SqliteConnection;

use super::error::{damaged, failed, is_interrupted};
use crate::inbox::error::InboxError;

/// How long the check may take. In this time SQLite checks some hundred megabytes.
const LIMIT: Duration = Duration::from_secs(2);
/// After how many steps of its virtual machine SQLite asks whether to go on.
const STEPS: i32 = 10_000;

/// Refuses a file whose tables or indices are damaged: rows that are stored in it may never be found
/// again. Stops the check after [`LIMIT`], and then accepts the file.
pub(super) async fn refuse_damaged(connection: &mut SqliteConnection) -> Result<(), InboxError> {
    let until = Instant::now() + LIMIT;
    let mut handle = connection.lock_handle().await.map_err(failed)?;
    handle.set_progress_handler(STEPS, move || Instant::now() < until);
    drop(handle);
    let checked = sqlx::query_scalar::<_, String>("PRAGMA integrity_check(1)").fetch_one(&mut *connection).await;
    connection.lock_handle().await.map_err(failed)?.remove_progress_handler();
    match checked {
        Ok(result) if result == "ok" => Ok(()),
        Ok(found) => Err(damaged().with_source(found)),
        Err(error) if is_interrupted(&error) => {
            tracing::info!(
                "the file of the inbox is too large to be checked for damage within {} seconds; check it with \
                 `sqlite3 <file> 'PRAGMA integrity_check'`",
                LIMIT.as_secs()
            );
            Ok(())
        }
        Err(error) => Err(failed(error)),
    }
}

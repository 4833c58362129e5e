//! The handler of `change`.

use cronofy_hooks::extract::ProvidedBy;
use cronofy_hooks::{BoxError, Handlers, Tx, cronofy_handler, handlers};
use cronofy_hooks_sync::{CalendarSync, Changes};
use sqlx::Sqlite;

use crate::mirror;

/// Writes what changed. The copy, the cursor and the mark of the inbox are one transaction.
///
/// # Errors
/// When the service or SQLite fails, or another synchronisation came in between. Then it runs again.
#[cronofy_handler(notification = "change", backoff = "5s..5m")]
pub async fn change(mut changes: Changes, mut tx: Tx<Sqlite>) -> Result<(), BoxError> {
    // Everything is read before the first write, because a transaction keeps others from writing.
    for event in changes.read_to_end().await? {
        mirror::write(tx.connection().await?, &event).await?;
    }
    changes.commit_in(tx.connection().await?).await?;
    Ok(())
}

/// Everything else is acknowledged, and nothing is done about it.
pub fn all() -> Handlers<impl ProvidedBy<CalendarSync>> {
    handlers![change, ..]
}
